/* SPDX-License-Identifier: MIT */
/*
 * A PVH guest that counts: it fills a part of its memory, writes "tick N" to
 * port 0xe9, which Xen prints on its own console, and suspends itself after
 * every eighth. Restored, it goes on counting, or, if that memory is not what it
 * was, writes "lost N". It has no drivers, and takes no interrupts. If its
 * command line ends in '2', it lets its second vCPU run, with PAE and a
 * busy APIC, and is lost if that does not go on.
 *
 * With HVM defined it is in the place of hvmloader: it makes the devices busy
 * that Xen emulates, and uses what Viridian it is given, and a second vCPU.
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
	mov	$0x40000000, %eax
	cpuid
	mov	$0x40000002, %eax /* in ebx: the MSR for the hypercall page */
	cmp	$0x566e6558, %ebx /* "XenV"; or Viridian, and Xen behind it */
	je	0f
	mov	$0x40000102, %eax
0:	cpuid
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

#ifdef HVM
	call	get_busy
	mov	$INITIALISE, %ebx
	call	second_vcpu
	test	%eax, %eax /* there is none */
	jnz	again
#else
	mov	(%esi), %esi
0:	lodsb
	test	%al, %al
	jnz	0b
	cmpb	$'2', -2(%esi)
	jne	again
	mov	$INITIALISE, %ebx
	call	second_vcpu
#endif
	incl	with_second
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

#ifdef HVM
get_busy:
	mov	$ports, %esi
	xor	%eax, %eax
0:	lodsw
	mov	%eax, %edx
	lodsb
	out	%al, %dx
	cmp	$ports_end, %esi
	jb	0b
	mov	$registers, %esi
0:	lodsl
	mov	%eax, %edx
	lodsl
	mov	%eax, (%edx)
	cmp	$registers_end, %esi
	jb	0b
	mov	$0x40000000, %eax
	cpuid
	cmp	$0x7263694d, %ebx /* "Micr" */
	jne	1f
	mov	$viridian, %esi
0:	lodsl
	mov	%eax, %ecx
	lodsl
	xor	%edx, %edx
	wrmsr
	cmp	$viridian_end, %esi
	jb	0b
1:	ret
#endif

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

#ifdef HVM
	.macro	port number:req, values:vararg
	.irp	value, \values
	.word	\number
	.byte	\value
	.endr
	.endm
ports:	port	0x20, 0x11 /* the PICs: vectors from 0x20 and 0x28, */
	port	0x21, 0x20, 4, 1, 0xfa /* IRQ 0 and, by the other one, 8 */
	port	0xa0, 0x11
	port	0xa1, 0x28, 2, 1, 0xfe
	port	0x43, 0x34 /* the PIT: fast */
	port	0x40, 0x10, 0x10
	port	0x70, 0xb /* the RTC: periodic */
	port	0x71, 0x42
ports_end:
	.balign	4
registers: .long 0xfec00000, 0x18, 0xfec00010, 0x34 /* IOAPIC: pin 4 */
	.long	0xfed00010, 1 /* HPET: counts */
	.long	0xfee000f0, 0x1ff, 0xfee003e0, 0xb /* APIC, as of second */
	.long	0xfee00320, 0x20030, 0xfee00380, 0x100000
	.long	0xfee00300, 0x40041
registers_end:
viridian: .long	0x40000000, 0x1234 /* whose guest */
	.long	0x40000001, viridian_pages + 1 /* calls */
	.long	0x40000073, viridian_pages + 0x1001 /* assist */
	.long	0x40000021, viridian_pages + 0x2001 /* TSC */
	.long	0x40000080, 1 /* SynIC */
	.long	0x40000083, viridian_pages + 0x3001
	.long	0x40000090, 0x31 /* a vector */
viridian_end:
	.balign	4096
viridian_pages:	.fill 0x4000, 1, 0
#endif

	.bss
	.balign	4096
pattern: .fill	PATTERN_WORDS, 4
pattern_end:

#ifndef HVM
	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 4, PHYS32_ENTRY
	.asciz	"Xen"
	.long	start
#endif
	.section .note.GNU-stack, "", @progbits
