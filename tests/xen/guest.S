/* SPDX-License-Identifier: MIT */
/*
 * A PVH guest that counts: it fills a part of its memory, writes "tick N" to
 * port 0xe9, which Xen prints on its own console, and suspends itself after
 * every eighth. Restored, it goes on counting, or, if that memory is not what it
 * was, writes "lost N". It has no drivers, and takes no interrupts. If its
 * command line ends in '2', it lets its second vCPU run, with PAE and a
 * busy APIC, and is lost if that does not go on.
 */
#define PHYS32_ENTRY 18 /* [public/elfnote.h] */
#define SCHED_OP 29 /* [public/xen.h] */
#define SHUTDOWN 2 /* SCHEDOP_shutdown, and SHUTDOWN_suspend [public/sched.h] */
#define PATTERN_WORDS 0x40000 /* 1 MiB */
#define PAUSE_TICKS 0x20000000 /* of the time stamp counter */
#define VCPU_OP 24
#define INITIALISE 0 /* VCPUOP_initialise, and VCPUOP_up [public/vcpu.h] */
#define UP 1
#define X2APIC_MSR 0x800

	.code32
	.text
	.globl	start
start:	mov	$stack_top, %esp
	lea	24(%ebx), %esi /* where the address of the command line is */
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

	mov	(%esi), %esi
0:	lodsb
	test	%al, %al
	jnz	0b
	cmpb	$'2', -2(%esi)
	jne	again
	incl	with_second
	mov	$INITIALISE, %ebx
	call	second_vcpu
	mov	$UP, %ebx
	call	second_vcpu
0:	pause
	cmpl	$0, second_ran
	je	0b

again:	incl	ticks
	mov	$lost, %esi
	mov	second_ran, %eax
	cmp	second_seen, %eax
	mov	%eax, second_seen
	jne	0f
	cmpl	$0, with_second
	jne	1f
0:
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

second_vcpu:
	mov	$1, %ecx
	mov	$second_state, %edx
	mov	$hypercalls + VCPU_OP * 32, %eax
	jmp	*%eax

	.macro	set_msr msr:req, low:req
	mov	$\msr, %ecx
	mov	$\low, %eax
	xor	%edx, %edx
	wrmsr
	.endm

	/*
	 * What waits in its APIC is not taken. No MSR is read or written behind
	 * its page tables: Xen does not find the length of that instruction
	 * there, where the processor does not tell.
	 */
second:	mov	$0x1b, %ecx
	rdmsr
	or	$0xc00, %eax /* x2APIC */
	wrmsr
	set_msr	X2APIC_MSR + 0x0f, 0x1ff /* enabled */
	set_msr	X2APIC_MSR + 0x3e, 0xb /* the timer: not divided, */
	set_msr	X2APIC_MSR + 0x32, 0x20030 /* periodic, vector 0x30, */
	set_msr	X2APIC_MSR + 0x38, 0x100000 /* running */
	set_msr	X2APIC_MSR + 0x3f, 0x41 /* an interrupt to itself */
	set_msr	0x277, 0x00070106 /* PAT */
	set_msr	0x2ff, 0xc06 /* MTRRs */
	mov	$second, %eax
	mov	%eax, %dr0
	mov	$0x20, %eax /* PAE */
	mov	%eax, %cr4
	mov	$pointers, %eax
	mov	%eax, %cr3
	mov	$0x80000011, %eax
	mov	%eax, %cr0
0:	lock incl second_ran
	jmp	0b

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
	/* PAE: pages of 2 MiB, each where it is, for the first GiB. */
tables:	.set	page, 0
	.rept	512
	.long	page + 0x83, 0
	.set	page, page + 0x200000
	.endr
	.balign	32
pointers: .long	tables + 1, 0, 0, 0, 0, 0, 0, 0
with_second: .long 0
second_ran: .long 0
second_seen: .long 0
	/* struct vcpu_hvm_context [public/hvm/hvm_vcpu.h] */
	.balign	8
second_state:
	.long	0, 0 /* VCPU_HVM_MODE_32B */
	.long	0, 0, 0, 0, 0, 0, 0, 0, second, 2 /* registers, eip, eflags */
	.long	0x11, 0, 0, 0 /* cr0, cr3, cr4 */
	.long	0, 0 /* EFER */
	.long	0, 0, 0, 0, 0, -1, -1, -1, -1, 0x67 /* bases, limits */
	.word	0xc9b, 0xc93, 0xc93, 0xc93, 0x8b, 0, 0, 0

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
