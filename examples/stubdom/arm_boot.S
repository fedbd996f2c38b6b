/* SPDX-License-Identifier: MIT */
/*
 * From the entry that Linux's boot protocol for 64-bit ARM defines
 * [Documentation/arm64/booting.rst] - MMU off, x0 points to the device tree -
 * to arm_main().
 */
	.section .head, "ax"
	b start
	.long 0
	.quad 0			/* where, above a multiple of 2 MiB */
	.quad image_size
	.quad 2			/* little endian, pages of 4 KiB */
	.quad 0, 0, 0
	.ascii "ARM\x64"
	.long 0

	.text
start:
	adrp x1, image_start
	ldr x2, =image_start
	cmp x1, x2		/* linked for another address: stop */
	b.ne stop
	ldr x1, =stack_top
	mov sp, x1
	adrp x1, exceptions
	add x1, x1, :lo12:exceptions
	msr vbar_el1, x1
	isb

	/* It is no ELF file: nobody has cleared this. */
	ldr x1, =bss_start
	ldr x2, =image_end
1:	cmp x1, x2
	b.eq 2f
	str xzr, [x1], #8
	b 1b
2:	bl arm_main		/* never returns */
stop:
	wfe
	b stop

	/* None returns, so one handler does for all. */
	.balign 2048
exceptions:
	.rept 16
	.balign 128
	b arm_exception
	.endr

	.section .note.GNU-stack, "", @progbits
