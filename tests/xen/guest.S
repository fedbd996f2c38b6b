/* SPDX-License-Identifier: MIT */
/*
 * A PVH guest that counts: it fills a part of its memory, writes "tick N" to
 * port 0xe9, which Xen prints on its own console, and suspends itself after
 * every eighth. Restored, it goes on counting, or, if that memory is not what it
 * was, writes "lost N". It has no drivers, and takes no interrupts.
 */
#define PHYS32_ENTRY 18 /* [public/elfnote.h] */
#define SCHED_OP 29 /* [public/xen.h] */
#define SHUTDOWN 2 /* SCHEDOP_shutdown, and SHUTDOWN_suspend [public/sched.h] */
#define PATTERN_WORDS 0x40000 /* 1 MiB */
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

	cmpl	$0, ticks
	jne	again /* made by counter.py */
	/* Numbers that do not repeat. */
	mov	$pattern, %edi
	mov	$PATTERN_WORDS, %ecx
	mov	$1, %eax
0:	call	next
	stosl
	loop	0b

again:	incl	ticks
	mov	$lost, %esi
	mov	$pattern, %edi
	mov	$PATTERN_WORDS, %ecx
	mov	$1, %eax
0:	call	next
	scasl
	jne	1f
	loop	0b
	mov	$text, %esi
1:	lodsb
	test	%al, %al
	jz	2f
	out	%al, $0xe9
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
4:	pop	%eax
	add	$'0', %al
	out	%al, $0xe9
	loop	4b
	mov	$'\n', %al
	out	%al, $0xe9

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

next:	imul	$0x19660d, %eax /* a generator of period 2^32 */
	add	$0x3c6ef35f, %eax
	ret

	.data
text:	.asciz	"tick "
lost:	.asciz	"lost "
	.balign	4
ticks:	.long	0
reason:	.long	SHUTDOWN
	.balign	4096
hypercalls: .fill 4096, 1, 0x90
dirty:	.fill	4096, 1, 0

	.bss
	.balign	4096
pattern: .fill	PATTERN_WORDS, 4
pattern_end:

	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 4, PHYS32_ENTRY
	.asciz	"Xen"
	.long	start
	.section .note.GNU-stack, "", @progbits
