/* SPDX-License-Identifier: MIT */
/*
 * From the entry that Xen's PVH boot protocol [docs/misc/pvh.pandoc] defines -
 * 32 bits, paging off, flat segments, %ebx points to struct hvm_start_info -
 * to x86_main() with 64 bits and the first 4 GiB mapped one to one.
 */
#define PRESENT 1
#define WRITABLE 2
#define LARGE 0x80 /* a page of 2 MiB */

	/* XEN_ELFNOTE_PHYS32_ENTRY [xen/include/public/elfnote.h] */
	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 8, 18
	.asciz "Xen"
	.quad start

	.text
	.code32
	.globl start
start:
	cld
	movl $stack_top, %esp

	/* 2048 pages of 2 MiB: four directories, one after the other. */
	movl $pd, %edi
	movl $(PRESENT | WRITABLE | LARGE), %eax
1:	movl %eax, (%edi)
	addl $8, %edi
	addl $0x200000, %eax
	jnc 1b
	movl $(pd + PRESENT + WRITABLE), %eax
	movl $pdpt, %edi
	movl $4, %ecx
2:	movl %eax, (%edi)
	addl $8, %edi
	addl $4096, %eax
	loop 2b
	movl $(pdpt + PRESENT + WRITABLE), pml4

	movl $pml4, %eax
	movl %eax, %cr3
	movl %cr4, %eax
	orl $0x20, %eax		/* PAE */
	movl %eax, %cr4
	movl $0xc0000080, %ecx	/* EFER */
	rdmsr
	orl $0x100, %eax	/* LME */
	wrmsr
	movl %cr0, %eax
	orl $0x80010000, %eax	/* PG; WP: read-only is so for kernels, too */
	movl %eax, %cr0
	lgdt gdt_pointer
	ljmp $8, $long_mode

	.code64
long_mode:
	movl $16, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl %ebx, %edi
	call x86_main		/* never returns */

	/*
	 * One entry for each exception, 16 bytes apart. None returns, so all
	 * that is needed is the number and what the processor has pushed.
	 */
	.balign 16
	.globl exceptions
exceptions:
	.set vector, 0
	.rept 32
	.balign 16
	movl $vector, %edi
	jmp exception
	.set vector, vector + 1
	.endr
exception:
	movq %rsp, %rsi
	andq $-16, %rsp
	cld
	call x86_exception	/* never returns */

	.section .rodata
	.balign 8
gdt:
	.quad 0
	.quad 0x00af9b000000ffff	/* code, 64 bits */
	.quad 0x00cf93000000ffff	/* data */
gdt_pointer:
	.word gdt_pointer - gdt - 1
	.long gdt

	.bss
	.balign 4096
	.globl pml4
pml4:	.skip 4096
pdpt:	.skip 4096
pd:	.skip 4 * 4096

	.section .note.GNU-stack, "", @progbits
