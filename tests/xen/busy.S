/* SPDX-License-Identifier: MIT */
/*
 * An HVM guest for contexts.c, at 0x1000, in 32-bit mode without paging: it
 * touches every device that Xen emulates, so that Xen uses what was restored,
 * and powers itself off.
 */
#define SCHED_OP 29 /* [public/xen.h] */
#define APIC 0xfee00000
#define IOAPIC 0xfec00000
#define HPET 0xfed00000

	.macro	in_ports first last
	mov	$\first, %edx
1:	in	%dx, %al
	inc	%edx
	cmp	$\last, %edx
	jbe	1b
	.endm
	.macro	put port value
	mov	$\value, %al
	mov	$\port, %edx
	out	%al, %dx
	.endm
	.macro	msr number write
	mov	$\number, %ecx
	rdmsr
	.if	\write
	wrmsr
	.endif
	.endm

	.code32
	.text
	.globl	start
start:	mov	$0x8000, %esp
	mov	$0x40000002, %eax
	cpuid
	mov	%ebx, %ecx
	mov	$0x3000, %eax /* the hypercall page */
	xor	%edx, %edx
	wrmsr

	mov	$2, %esi
again:	mov	$APIC, %ebx
	mov	$0x20, %ecx
1:	mov	(%ebx, %ecx), %eax
	add	$0x10, %ecx
	cmp	$0x3f0, %ecx
	jbe	1b
	movl	$0, 0x80(%ebx) /* TPR */
	movl	$0x20, 0x80(%ebx)
	movl	$0, 0x80(%ebx)
	movl	$0, 0xb0(%ebx) /* EOI */
	mov	0x320(%ebx), %eax
	mov	%eax, 0x320(%ebx) /* the timer's LVT */
	mov	0x390(%ebx), %eax
	movl	$1000, 0x380(%ebx)
	mov	0x390(%ebx), %eax

	mov	$HPET, %ebx
	xor	%ecx, %ecx
1:	mov	(%ebx, %ecx), %eax
	mov	4(%ebx, %ecx), %edx
	add	$8, %ecx
	cmp	$0x160, %ecx
	jb	1b
	movl	$0, 0x10(%ebx)
	movl	$1, 0x10(%ebx)
	mov	0xf0(%ebx), %eax

	mov	$IOAPIC, %ebx
	xor	%ecx, %ecx
1:	mov	%ecx, (%ebx)
	mov	0x10(%ebx), %eax
	mov	%eax, 0x10(%ebx)
	inc	%ecx
	cmp	$0x70, %ecx
	jb	1b

	/* Both PICs: IRR, ISR, poll, EOI, masks, and their edges and levels. */
	put	0x20, 0x0a
	in_ports 0x20, 0x21
	put	0xa0, 0x0b
	in_ports 0xa0, 0xa1
	put	0x20, 0x0c
	in_ports 0x20, 0x21
	put	0xa0, 0x0c
	in_ports 0xa0, 0xa1
	put	0x20, 0x20
	put	0xa0, 0x20
	put	0x20, 0x60
	put	0x21, 0xfb
	put	0xa1, 0
	put	0x21, 0xff
	in_ports 0x4d0, 0x4d1
	out	%al, %dx

	/* The PIT, and the speaker's gate. */
	in_ports 0x40, 0x42
	put	0x43, 0
	in_ports 0x40, 0x40
	put	0x43, 0xe2
	in_ports 0x40, 0x42
	put	0x43, 0x34
	put	0x40, 0x10
	put	0x40, 0x10
	in_ports 0x61, 0x61
	out	%al, %dx

	/* The RTC, and the PM timer at its two places. */
	xor	%ecx, %ecx
1:	mov	%cl, %al
	out	%al, $0x70
	in	$0x71, %al
	out	%al, $0x71
	inc	%ecx
	cmp	$0x0e, %ecx
	jb	1b
	mov	$0xb008, %edx
	in	%dx, %eax
	mov	$0x1f48, %edx
	in	%dx, %eax

	msr	0x10, 0 /* TSC */
	msr	0x1b, 1 /* APIC base */
	msr	0x3b, 1 /* TSC adjust */
	msr	0xfe, 0 /* MTRRs */
	msr	0x200, 1
	msr	0x201, 1
	msr	0x250, 1
	msr	0x26f, 1
	msr	0x277, 1
	msr	0x2ff, 1
	msr	0x179, 0 /* machine checks */
	msr	0xc0000080, 1
	mov	%cr0, %eax
	mov	%eax, %cr0
	mov	%cr4, %eax
	mov	%eax, %cr4
	mov	%dr6, %eax
	mov	%eax, %dr6
	mov	%dr7, %eax
	mov	%eax, %dr7
	fninit
	dec	%esi
	jnz	again

	mov	$2, %ebx /* SCHEDOP_shutdown [public/sched.h] */
	mov	$reason - start + 0x1000, %ecx
	mov	$0x3000 + SCHED_OP * 32, %eax
	call	*%eax
1:	hlt
	jmp	1b

reason:	.long	0 /* SHUTDOWN_poweroff */
	.section .note.GNU-stack, "", @progbits
