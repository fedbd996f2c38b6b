/* SPDX-License-Identifier: MIT */
/*
 * A kernel that is known byte by byte, for captures whose memory and registers
 * are compared with what they were: tests/tool/walk.py does. Its addresses are
 * those of Linux's; it starts as PV, or as PVH. It fills pages, lets a second
 * vCPU idle, and waits for a disk that is not there; there it suspends itself,
 * after which it looks whether its pages are what they were.
 *
 * With HVM defined it is in the place of hvmloader, and spins where it waits.
 */
#define ENTRY 1 /* [public/elfnote.h] */
#define VIRT_BASE 3
#define PADDR_OFFSET 4
#define XEN_VERSION 5
#define LOADER 8
#define PHYS32_ENTRY 18
#define UPDATE_VA_MAPPING 14 /* [public/xen.h] */
#define VCPU_OP 24
#define SCHED_OP 29
#define INVLPG 2 /* UVMF_INVLPG */
#define MACHINE_TO_PHYS 0xffff800000000000
#define MAX_PFN 3088 /* in struct shared_info */
#define P2M_CR3 3112
#define P2M_VADDR 3120
#define P2M_GENERATION 3128
#define NR_PAGES 32 /* in struct start_info */
#define SHARED_INFO 40
#define STORE_MFN 56
#define CONSOLE_MFN 72
#define MFN_LIST 104
#define SHUTDOWN 2 /* SCHEDOP_shutdown, and its reasons [public/sched.h] */
#define SUSPEND 2
#define CRASH 3
#define INITIALISE 0 /* VCPUOP_initialise, and VCPUOP_up [public/vcpu.h] */
#define UP 1
#define BASE 0xffffffff80000000
#define PATTERN_PAGES 16

	.cfi_sections .debug_frame
	.macro	function name:req
	.globl	\name
	.type	\name, @function
\name:	.cfi_startproc
	push	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	mov	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	.endm

	.macro	end_function name:req
	leave
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_endproc
	.size	\name, . - \name
	.endm

	/* The outermost one of a vCPU: nobody has called it. */
	.macro	outermost name:req
	.globl	\name
	.type	\name, @function
\name:	.cfi_startproc
	.cfi_undefined %rip
	.endm

	.text
	.code32
	.globl	start_physical
start_physical: /* PVH and HVM, without page tables */
	mov	$0x20, %eax /* PAE */
	mov	%eax, %cr4
	mov	$level4 - BASE, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx /* EFER: long mode */
	rdmsr
	or	$0x100, %eax
	wrmsr
	mov	$0x80000011, %eax
	mov	%eax, %cr0
	lgdt	low_descriptors - BASE
	ljmp	$8, $0f - BASE
	.code64
0:	mov	$start_virtual, %rax
	jmp	*%rax

start_virtual:
	lgdt	high_descriptors
	mov	$0x10, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	movq	$0, level4 /* not at physical addresses any more */
	mov	%cr3, %rax
	mov	%rax, %cr3
	jmp	start

	.globl	start_pv
start_pv:
	mov	%rsi, start_info
	outermost start
	mov	$stack_end, %rsp
	xor	%ebp, %ebp
	mov	$0x0b0b0b0b, %ebx
	movabs	$0x1212121212121212, %r12
	movabs	$0x1313131313131313, %r13
	movabs	$0x1414141414141414, %r14
	movabs	$0x1515151515151515, %r15
	call	start_kernel
	ud2
	.cfi_endproc

	function start_kernel
	call	fill
	cmpq	$0, start_info
	je	0f
	call	publish
0:	call	start_second_vcpu
	call	mount_root
	end_function start_kernel

	function mount_root
	mov	$disk, %rdi
	call	wait_for_disk
	end_function mount_root

	/* rdi: its name */
	function wait_for_disk
	push	%rbx
	.cfi_offset %rbx, -24
	mov	%rdi, %rbx
	call	print_banner
0:
#ifdef HVM
	pause
#else
	call	suspend
	call	check
#endif
	jmp	0b
	.cfi_endproc

	function suspend
	xor	%edx, %edx
	mov	start_info, %rax
	test	%rax, %rax
	jz	0f
	/* What is saved of start_info has pfns of these two. */
	movabs	$MACHINE_TO_PHYS, %rcx
	mov	STORE_MFN(%rax), %rdx
	mov	(%rcx, %rdx, 8), %rdx
	mov	%rdx, STORE_MFN(%rax)
	mov	CONSOLE_MFN(%rax), %rdx
	mov	(%rcx, %rdx, 8), %rdx
	mov	%rdx, CONSOLE_MFN(%rax)
	mov	MFN_LIST(%rax), %rcx
	sub	$BASE, %rax
	shr	$12, %rax
	mov	(%rcx, %rax, 8), %rdx
0:	mov	$SCHED_OP, %eax
	mov	$SHUTDOWN, %edi
	mov	$suspended, %rsi
	call	hypercall
	end_function suspend

	/* eax: which; rdi, rsi, rdx, r10. It needs no page of Xen's for this. */
	.globl	hypercall
	.type	hypercall, @function
hypercall: .cfi_startproc
	cmpq	$0, start_info
	je	0f
	syscall
	ret
0:	vmmcall /* QEMU's processor is one of AMD's. */
	ret
	.cfi_endproc

	/* Each page has a number of its own, again and again. */
	function fill
	mov	$pattern, %rdi
	xor	%eax, %eax
0:	add	$0x9e3779b1, %eax
	mov	$1024, %ecx
	rep stosl
	cmp	$pattern_end, %rdi
	jb	0b
	end_function fill

	function check
	mov	$pattern, %rdi
	xor	%eax, %eax
0:	add	$0x9e3779b1, %eax
	mov	$1024, %ecx
	repe scasl
	jne	1f
	cmp	$pattern_end, %rdi
	jb	0b
	leave
	ret
1:	mov	$SCHED_OP, %eax
	mov	$SHUTDOWN, %edi
	mov	$crashed, %rsi
	call	hypercall
	end_function check

	/* Tell where the p2m is, for whoever saves. */
	function publish
	mov	start_info, %r8
	mov	SHARED_INFO(%r8), %rsi
	or	$7, %rsi /* writable */
	mov	$shared, %rdi
	mov	$INVLPG, %edx
	mov	$UPDATE_VA_MAPPING, %eax
	call	hypercall
	mov	start_info, %r8
	mov	NR_PAGES(%r8), %rax
	mov	%rax, shared + MAX_PFN
	mov	MFN_LIST(%r8), %rax
	mov	%rax, shared + P2M_VADDR
	mov	%cr3, %rax
	mov	%rax, shared + P2M_CR3
	mov	$shared, %rdi
	xor	%esi, %esi
	mov	$INVLPG, %edx
	mov	$UPDATE_VA_MAPPING, %eax
	call	hypercall
	end_function publish

	function start_second_vcpu
	mov	$hvm_vcpu, %rdx
	cmpq	$0, start_info
	je	0f
	mov	%cr3, %rax
	mov	%rax, pv_cr3
	mov	$pv_vcpu, %rdx
0:	mov	$INITIALISE, %edi
	mov	$1, %esi
	mov	$VCPU_OP, %eax
	call	hypercall
	mov	$UP, %edi
	mov	$1, %esi
	mov	$VCPU_OP, %eax
	call	hypercall
1:	pause
	cmpl	$0, idles
	je	1b
	end_function start_second_vcpu

	outermost start_second
	movabs	$0x2222222222222222, %r12
	movabs	$0x2323232323232323, %r13
	movabs	$0x2424242424242424, %r14
	movabs	$0x2525252525252525, %r15
	call	idle
	ud2
	.cfi_endproc

	function idle
	movl	$1, idles
0:	pause
	jmp	0b
	.cfi_endproc

	/* On Xen's own console, which a PV guest does not have. */
	function print_banner
	cmpq	$0, start_info
	jne	1f
	mov	$banner, %rsi
0:	lodsb
	test	%al, %al
	jz	1f
	out	%al, $0xe9
	jmp	0b
1:
	end_function print_banner

	.globl	banner, disk
banner:	.asciz	"Witness version 1.0, a kernel of which each byte is known\n"
disk:	.asciz	"xvda"

	.data
	.balign	8
start_info: .quad 0 /* of a PV guest */
suspended: .long SUSPEND
crashed: .long	CRASH
idles:	.long	0
	.balign	8
descriptors: .quad 0, 0xaf9b000000ffff, 0xcf93000000ffff
descriptors_end:
low_descriptors: .word descriptors_end - descriptors - 1
	.long	descriptors - BASE
high_descriptors: .word	descriptors_end - descriptors - 1
	.quad	descriptors
	.balign	8
hvm_vcpu: /* struct vcpu_hvm_context [public/hvm/hvm_vcpu.h] */
	.long	1, 0 /* VCPU_HVM_MODE_64B */
	.quad	0, 0, 0, 0x2b2b2b2b, second_stack_end, 0, 0, 0 /* rbx, rsp */
	.quad	start_second, 2, 0x80000011, level4 - BASE, 0x20, 0x500
pv_vcpu: /* struct vcpu_guest_context [public/arch-x86/xen.h] */
	.skip	512
	.quad	4, 0, 0, 0, 0, 0, 0x2b2b2b2b /* VGCF_in_kernel; rbx */
	.skip	80
	.quad	start_second, 0xe033, 0x202, second_stack_end, 0xe02b
	.skip	4968 - 688
	.quad	0xe02b, second_stack_end, 0x80050033, 0, 0
pv_cr3:	.quad	0
	.skip	5168 - 5016
	/* PVH and HVM: the first 8 MiB, and at first also where they are. */
	.balign	4096
level4:	.quad	level3 - BASE + 3
	.skip	4096 - 16
	.quad	level3 - BASE + 3
level3:	.quad	level2 - BASE + 3
	.skip	4096 - 24
	.quad	level2 - BASE + 3, 0
level2:	.quad	0x83, 0x200083, 0x400083, 0x600083
	.skip	4096 - 32

	.bss
	.balign	4096
	.globl	pattern, pattern_end, stack_end, second_stack_end
pattern: .skip	PATTERN_PAGES * 4096
pattern_end:
shared:	.skip	4096
	.skip	4096
stack_end:
	.skip	4096
second_stack_end:

#ifndef HVM
	.macro	note type:req, form:req, what:vararg
	.balign	4
	.long	4, 1f - 0f, \type
	.asciz	"Xen"
0:	\form	\what
1:
	.endm

	.section .note.Xen, "a", @note
	note	PHYS32_ENTRY, .long, start_physical - BASE
	note	XEN_VERSION, .asciz, "xen-3.0"
	note	LOADER, .asciz, "generic"
	note	VIRT_BASE, .quad, BASE
	note	PADDR_OFFSET, .quad, 0
	note	ENTRY, .quad, start_pv
#endif
	.section .note.GNU-stack, "", @progbits
