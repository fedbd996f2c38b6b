/* SPDX-License-Identifier: MIT */
/* How the guest of pv.c begins, and what it tells the builder of its domain. */
#include <xen/elfnote.h>

#ifdef __x86_64__
#define POINTER .quad
#else
#define POINTER .long
#endif

	.text
	.globl	start, hypercalls
start:	mov	$stack_top, %esp
#ifdef __x86_64__
	mov	%rsi, %rdi
#else
	push	%esi
#endif
	call	guest
	.balign	4096
hypercalls: .fill 4096, 1, 0x90

	.macro	note type:req, form:req, what:vararg
	.balign	4
	.long	4, 1f - 0f, \type
	.asciz	"Xen"
0:	\form	\what
1:
	.endm

	.section .note.Xen, "a", @note
	note	XEN_ELFNOTE_XEN_VERSION, .asciz, "xen-3.0"
	note	XEN_ELFNOTE_VIRT_BASE, POINTER, 0
	note	XEN_ELFNOTE_PADDR_OFFSET, POINTER, 0
	note	XEN_ELFNOTE_ENTRY, POINTER, start
	note	XEN_ELFNOTE_HYPERCALL_PAGE, POINTER, hypercalls
	note	XEN_ELFNOTE_PAE_MODE, .asciz, "yes"
	note	XEN_ELFNOTE_LOADER, .asciz, "generic"
	.section .note.GNU-stack, "", @progbits
