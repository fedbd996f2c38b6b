/* SPDX-License-Identifier: MIT */
/*
 * A PVH guest that counts, for restore.sh: it writes "tick N" to port 0xe9,
 * which Xen prints on its own console, and suspends itself after every eighth.
 * Restored, it goes on counting. It has no drivers, and takes no interrupts.
 */
#define PHYS32_ENTRY 18 /* [public/elfnote.h] */
#define SCHED_OP 29 /* [public/xen.h] */
#define SHUTDOWN 2 /* SCHEDOP_shutdown, and SHUTDOWN_suspend [public/sched.h] */
#define PAUSE_TICKS 0x20000000 /* of the time stamp counter */

	.code32
	.text
	.globl	start
start:	mov	$stack_top, %esp
	mov	$0x40000002, %eax /* in ebx: the MSR for the hypercall page */
	cpuid
	mov	%ebx, %ecx
	mov	$hypercalls, %eax
	xor	%edx, %edx
	wrmsr

again:	incl	ticks
	mov	$text, %esi
	mov	$0xe9, %edx
1:	lodsb
	test	%al, %al
	jz	2f
	out	%al, %dx
	jmp	1b
2:	mov	ticks, %eax
	mov	$10, %ebx
	xor	%ecx, %ecx
3:	xor	%edx, %edx
	div	%ebx
	push	%edx
	inc	%ecx
	test	%eax, %eax
	jnz	3b
	mov	$0xe9, %edx
4:	pop	%eax
	add	$'0', %al
	out	%al, %dx
	loop	4b
	mov	$'\n', %al
	out	%al, %dx

	rdtsc
	mov	%eax, %edi
5:	pause
	incl	dirty
	rdtsc
	sub	%edi, %eax
	cmp	$PAUSE_TICKS, %eax
	jb	5b
	testl	$7, ticks
	jnz	again
	mov	$SHUTDOWN, %ebx
	mov	$reason, %ecx
	mov	$hypercalls + SCHED_OP * 32, %eax
	call	*%eax
	jmp	again

	.data
text:	.asciz	"tick "
	.balign	4
ticks:	.long	0
reason:	.long	SHUTDOWN
	.balign	4096
hypercalls: .fill 4096, 1, 0x90
dirty:	.fill	4096, 1, 0

	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 4, PHYS32_ENTRY
	.asciz	"Xen"
	.long	start
	.section .note.GNU-stack, "", @progbits
