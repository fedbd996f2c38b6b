# SPDX-License-Identifier: MIT
"""Does DIR hold what is in STREAM? python3 extract.py [-n] [-z] STREAM DIR ...
Or, with -w DIR ...: is what xcextract words itself well-formed, and plain?

A reader of its own, which shares nothing with xcextract. What it compares:
every file and each of its bytes; every page, whether it is a hole, and the
range it is listed in; and, where there is one, memory.elf. -n: without counts;
-z: of xcextract-low; -pN: the memory only, of xcextract --pass=N. A line for each
difference; exits with 1 if there is one.
"""
import csv
import json
import os
import struct
import sys

PAGE = 4096
MAX_PFN = (1 << 28) - 1
TYPES = {0: "NOTAB", 1: "L1TAB", 2: "L2TAB", 3: "L3TAB", 4: "L4TAB",
         9: "L1TAB_PIN", 10: "L2TAB_PIN", 11: "L3TAB_PIN", 12: "L4TAB_PIN",
         13: "BROKEN", 14: "XALLOC", 15: "XTAB"}
VCPUS = {4: "basic", 5: "extended", 6: "xsave", 12: "msrs"}
# xen/hvm/save.h
ENTRIES = ("END HEADER CPU PIC IOAPIC LAPIC LAPIC_REGS PCI_IRQ ISA_IRQ "
           "PCI_LINK PIT RTC HPET PMTIMER MTRR VIRIDIAN_DOMAIN CPU_XSAVE "
           "VIRIDIAN_VCPU VMCE_VCPU TSC_ADJUST CPU_MSR").split()
# xen/hvm/params.h, those that are in the streams of the tests
PARAMS = {1: "STORE_PFN", 5: "IOREQ_PFN", 6: "BUFIOREQ_PFN", 12: "IDENT_PT",
          17: "CONSOLE_PFN", 19: "ACPI_IOPORTS_LOCATION",
          27: "PAGING_RING_PFN", 28: "MONITOR_RING_PFN",
          29: "SHARING_RING_PFN", 32: "IOREQ_SERVER_PFN",
          33: "NR_IOREQ_SERVER_PAGES", 37: "VM86_TSS_SIZED"}
XAPI = {0xf: "Xenops", 0xf00: "Qemu_trad", 0xf01: "Qemu_xen", 0xf10: "Demu",
        0xf11: "Varstored", 0xf12: "Swtpm0", 0xf13: "Swtpm"}
# What vcpu-N.json has, by struct: a name for each number of the format. A name
# that begins with - is not told.
SEGMENTS = "cs ds es fs gs ss tr ldtr"
HVM_CPU = "512x 28Q 8I 10I 10Q 8I 10Q", (
    "rax rbx rcx rdx rbp rsi rdi rsp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags "
    "cr0 cr2 cr3 cr4 dr0 dr1 dr2 dr3 dr6 dr7 " +
    " ".join(s + "_sel" for s in SEGMENTS.split()) + " " +
    " ".join(s + "_limit" for s in (SEGMENTS + " idtr gdtr").split()) + " " +
    " ".join(s + "_base" for s in (SEGMENTS + " idtr gdtr").split()) + " " +
    " ".join(s + "_arbytes" for s in SEGMENTS.split()) +
    " sysenter_cs sysenter_esp sysenter_eip shadow_gs msr_flags msr_lstar "
    "msr_star msr_cstar msr_syscall_mask msr_efer").split()
# What hvm-context.json has of an entry: name:[count]format, one behind the other;
# what is between parentheses comes several times, a list of each.
CONTEXT = {
    3: "irr:B imr:B isr:B irq_base:B modes:H elcr:B int_output:B",
    4: "base_address:Q ioregsel:I id:I redirtbl:48Q",
    5: "apic_base_msr:Q disabled:I timer_divisor:I tdt_msr:Q pending_esr:I",
    7: "i:2Q",
    8: "i:Q",
    9: "route:4B",
    10: "3( count:I latched_count:H count_latched:B status_latched:B status:B "
        "read_state:B write_state:B write_latch:B rw_mode:B mode:B bcd:B "
        "gate:B ) speaker_data_on:I",
    11: "cmos_data:14B cmos_index:B -:B rtc_offset:Q",
    12: "capability:Q -:Q config:Q -:Q isr:Q -:25Q mc64:Q -:Q "
        "3( timers.config:Q timers.cmp:Q timers.fsb:Q -:Q ) -:84Q period:3Q",
    13: "tmr_val:I pm1a_sts:H pm1a_en:H",
    14: "msr_pat_cr:Q msr_mtrr_var:16Q msr_mtrr_fixed:11Q msr_mtrr_cap:Q "
        "msr_mtrr_def_type:Q",
    15: "hypercall_gpa:Q guest_os_id:Q time_ref_count:Q reference_tsc:Q",
    16: "xfeature_mask:Q xcr0:Q xcr0_accum:Q -:64Q xstate_bv:Q xcomp_bv:Q",
    17: "vp_assist_msr:Q apic_assist_pending:B -:7B simp_msr:Q sint_msr:16Q "
        "stimer_config_msr:4Q stimer_count_msr:4Q",
    18: "caps:Q mci_ctl2_bank0:Q mci_ctl2_bank1:Q mcg_ext_ctl:Q",
    19: "tsc_adjust:Q",
    20: "count:I -:I 4095( msr.index:I -:I msr.val:Q )",
}
SHARED = 1000  # no typecode; and the guest's width
CONTEXT[SHARED + 8] = (
    "32( vcpu_info.evtchn_upcall_pending:B vcpu_info.evtchn_upcall_mask:B -:6B "
    "vcpu_info.evtchn_pending_sel:Q vcpu_info.arch.cr2:Q -:Q "
    "vcpu_info.time.version:I -:I vcpu_info.time.tsc_timestamp:Q "
    "vcpu_info.time.system_time:Q vcpu_info.time.tsc_to_system_mul:I "
    "vcpu_info.time.tsc_shift:B -:3B ) evtchn_pending:64Q evtchn_mask:64Q "
    "wc_version:I wc_sec:I wc_nsec:I wc_sec_hi:I arch.max_pfn:Q "
    "arch.pfn_to_mfn_frame_list_list:Q arch.nmi_reason:Q")
CONTEXT[SHARED + 4] = (
    "32( vcpu_info.evtchn_upcall_pending:B vcpu_info.evtchn_upcall_mask:B -:2B "
    "vcpu_info.evtchn_pending_sel:I vcpu_info.arch.cr2:I -:5I "
    "vcpu_info.time.version:I -:I vcpu_info.time.tsc_timestamp:Q "
    "vcpu_info.time.system_time:Q vcpu_info.time.tsc_to_system_mul:I "
    "vcpu_info.time.tsc_shift:B -:3B ) evtchn_pending:32I evtchn_mask:32I "
    "wc_version:I wc_sec:I wc_nsec:I arch.max_pfn:I "
    "arch.pfn_to_mfn_frame_list_list:I arch.nmi_reason:I")
# Registers of LAPIC_REGS, 16 bytes each, by their number; with how many
LAPIC = {2: "ID", 3: "version", 8: "TPR", 9: "APR", 10: "PPR", 13: "LDR",
         14: "DFR", 15: "SVR", 16: "ISR 8", 24: "TMR 8", 32: "IRR 8", 40: "ESR",
         47: "CMCI", 48: "ICR 2", 50: "timer", 51: "thermal",
         52: "performance", 53: "LINT0", 54: "LINT1", 55: "error",
         56: "initial_count", 57: "current_count", 62: "divide_configuration"}
CONTROL = ("ctrlreg0 ctrlreg1 ctrlreg2 ctrlreg3 ctrlreg4 -5 -6 -7 "
           "debugreg0 debugreg1 debugreg2 debugreg3 -4 -5 debugreg6 debugreg7 ")
PV_CPU = {
    5168: ("512x Q 15Q 2I Q H2xB3x 2Q H6xH6xH6xH6xH6x 4096x 2Q 128x 3Q 8Q 8Q "
           "3Q 4Q", (
               "flags r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi "
               "rdi error_code entry_vector rip cs saved_upcall_mask rflags "
               "rsp ss es ds fs gs ldt_base ldt_ents gdt_ents kernel_ss "
               "kernel_sp " + CONTROL + "event_callback_eip "
               "failsafe_callback_eip syscall_callback_eip vm_assist fs_base "
               "gs_base_kernel gs_base_user").split()),
    2800: ("512x I 7I 2H I HBx 2I H2xH2xH2xH2xH2x 2048x 2I 64x 3I 8I 8I 4I I",
           ("flags ebx ecx edx esi edi ebp eax error_code entry_vector eip cs "
            "saved_upcall_mask eflags esp ss es ds fs gs ldt_base ldt_ents "
            "gdt_ents kernel_ss kernel_sp " + CONTROL + "event_callback_cs "
            "event_callback_eip failsafe_callback_cs failsafe_callback_eip "
            "vm_assist").split()),
}
KEY = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/_@"
VALUE = bytes(c for c in range(32, 127) if c not in b'"\\')


def escape(text, plain):
    return "".join(chr(c) if c in plain else "\\x%02x" % c for c in text)


def decode(code, order, blob):
    """The fields of an entry, as far as it has them."""
    if code == 6:
        words = ["0x%x" % word for word in struct.unpack(order + "256I", blob)]
        return {name.split()[0]: words[4 * i:4 * i + 32:4] if name[-1] == "8"
                else words[4 * i:4 * i + 8:4] if name[-2:] == " 2"
                else words[4 * i] for i, name in LAPIC.items()}
    at, told, group, words = 0, {}, None, CONTEXT.get(code, "").split()
    i = 0
    while i < len(words):
        word = words[i]
        i += 1
        if word == ")":
            group[1] -= 1
            i = group[0] if group[1] else i
            group = group if group[1] else None
            continue
        if word[-1] == "(":
            group = [i, int(word[:-1])]
            continue
        name, form = word.split(":")
        size, many = struct.calcsize(form[-1]), int(form[:-1] or 1)
        for _ in range(many):
            if name != "-" and at + size <= len(blob):
                value = "0x%x" % struct.unpack_from(order + form[-1], blob, at)
                if group or form[:-1]:
                    told.setdefault(name, []).append(value)
                else:
                    told[name] = value
            at += size
    return told


class Enough(Exception):
    """Another pass would begin."""


class Stream:
    """What a stream should become."""

    def __init__(self, data):
        self.data = data
        self.at = 0
        self.groups = {}  # of files, by name
        self.stale = set()  # groups that the next epoch replaces
        self.pages = {}  # contents by pfn
        self.seen = {}  # [type, times] by pfn
        self.had = set()  # pfns that ever had contents
        self.verify = False  # pages are for comparison only
        self.compared = 0  # how many are
        self.passes, self.last = 0, 1 << 64  # the pfn before
        self.beyond = self.epochs = self.xapi = self.emulators = 0
        self.pv = False
        self.order = "<"

    # input

    def take(self, count):
        assert self.at + count <= len(self.data), "the stream is too short"
        self.at += count
        return self.data[self.at - count:self.at]

    def unpack(self, form, order=None):
        form = (order or self.order) + form
        return struct.unpack(form, self.take(struct.calcsize(form)))

    # output

    def put(self, group, name, data, add=False):
        if group in self.stale:
            self.stale.discard(group)
            self.groups[group] = {}
        files = self.groups.setdefault(group, {})
        files[name] = (files.get(name, b"") if add else b"") + data

    def put_lines(self, group, name, head, lines):
        files = self.groups.get(group, {})
        if group in self.stale or name not in files:
            self.put(group, name, head.encode())
        self.put(group, name, "".join(lines).encode(), add=True)

    # layers

    def read(self):
        if self.data.startswith(b"Xen saved domain"):
            self.take(32)
            order = "<" if self.data[32] == 4 else ">"
            _, flags, _, space = self.unpack("IIII", order)
            length = self.unpack("I", order)[0]
            config = self.take(space - 4)[:length]
            name = "config.json" if flags & 1 else "config.txt"
            self.put("config", name, config.split(b"\0")[0])
            self.libxl()
        elif self.data.startswith(b"libvirt-xml"):
            self.take(16)
            order = "<" if self.data[16] == 2 else ">"
            length = self.unpack("II40x", order)[1]
            self.put("config", "domain.xml",
                     self.take(length).split(b"\0")[0])
            self.libxl()
        elif self.data.startswith(b"XenSavedDomv2-\n"):
            self.take(15)
            self.xapi_records()
        elif self.data.startswith(b"LibxlFmt"):
            self.libxl()
        else:
            self.libxc(None)

    def xapi_records(self):
        while True:
            kind, length = self.unpack("QQ", "<")
            if kind == 0xffff:
                return
            if kind == 0xf0:
                self.libxc(None)
            elif kind == 0xf1:
                self.libxl()
            else:
                self.put("xapi", "xapi-%d-%s.bin" % (self.xapi, XAPI[kind]),
                         self.take(length))
                self.xapi += 1

    def record(self, order):
        kind, length = self.unpack("II", order)
        body = self.take(length)
        self.take(-length % 8)
        return kind, body

    def libxl(self):
        order = "<>"[self.unpack("8xII", ">")[1] & 1]
        self.libxl_records(order)

    def libxl_records(self, order):
        while True:
            kind, body = self.record(order)
            if kind in (0, 4):
                return
            if kind in (2, 3) and "emulators" in self.stale:
                self.emulators = 0
            if kind == 1:
                self.libxc(order)
            elif kind == 2:
                self.xenstore(order, body)
            elif kind == 3:
                self.put("emulators", "emulator-%d.bin" % self.emulators,
                         body[8:])
                self.emulators += 1

    def xenstore(self, order, body):
        lines = ["# emulator_id %d, index %d\n" %
                 struct.unpack_from(order + "II", body)]
        strings = body[8:-1].split(b"\0") if len(body) > 8 else []
        for key, value in zip(strings[::2], strings[1::2]):
            lines.append('%s = "%s"\n' %
                         (escape(key, KEY), escape(value, VALUE)))
        self.put_lines("emulators", "xenstore.txt", "", lines)

    def libxc(self, around):
        order = "<>"[self.unpack("8xIIHHI", ">")[2] & 1]
        self.pv = self.unpack("IHHII", order)[0] == 1
        while True:
            kind, body = self.record(order)
            if kind == 0:
                return
            if kind == 14:
                self.verify = False
                if around:
                    self.libxl_records(around)
                    if self.peek_control(around):
                        self.record(around)
                self.stale = {"shared-info", "hvm", "emulators"}
                self.epochs += 1
                self.last = 1 << 64
                if self.passes == PASSES:
                    raise Enough()
            else:
                self.libxc_record(kind, order, body)

    def peek_control(self, order):
        """COLO: a CHECKPOINT_STATE of libxl comes after a checkpoint."""
        return not self.pv and struct.unpack_from(order + "I", self.data,
                                                  self.at)[0] == 5

    def libxc_record(self, kind, order, body):
        if kind == 1 and self.verify:
            self.compared += struct.unpack_from(order + "I", body)[0]
        elif kind == 1:
            self.page_data(order, body)
        elif kind == 13:
            self.verify = True
        elif kind in VCPUS and len(body) > 8:
            name = "vcpu-%d-%s.bin" % (
                struct.unpack_from(order + "I", body)[0], VCPUS[kind])
            blob = body[8:]
            if kind == 12:
                blob = b"".join(struct.pack("<IIQ", *entry) for entry in
                                struct.iter_unpack(order + "IIQ", blob))
            self.put("vcpus", name, blob)
            if kind == 4 and len(blob) in PV_CPU:
                self.vcpu(struct.unpack_from(order + "I", body)[0],
                          "X86_PV_VCPU_BASIC", order, blob, PV_CPU[len(blob)])
        elif kind == 2:
            self.width = body[0]
        elif kind == 7:
            self.put("shared-info", "shared-info.bin", body)
            told = {"bytes": len(body)}
            told.update(decode(SHARED + self.width, order, body))
            self.put("shared-info", "shared-info.json", json.dumps(
                {"shared_info": told}, sort_keys=True).encode())
        elif kind == 9:
            self.hvm_context(order, body)
        elif kind == 10:
            self.put_lines("hvm", "hvm-params.csv", "index,name,value\n", [
                "%d,%s,0x%016x\n" % (index, PARAMS.get(index, ""), value)
                for index, value in struct.iter_unpack(order + "QQ", body[8:])])
        elif kind == 17:
            self.put("policies", "cpuid.csv", "".join(
                ["leaf,subleaf,eax,ebx,ecx,edx\n"] +
                [",".join("0x%08x" % v for v in leaf) + "\n" for leaf in
                 struct.iter_unpack(order + "6I", body)]).encode())
        elif kind == 18:
            self.put("policies", "msrs.csv", "".join(
                ["index,value\n"] +
                ["0x%08x,0x%016x\n" % (index, value) for index, _, value in
                 struct.iter_unpack(order + "IIQ", body)]).encode())

    def hvm_context(self, order, body):
        at = 0
        self.groups.pop("vcpus", None)  # of a PV guest, those not sent stay
        whole, entries = b"", []
        while at < len(body):
            code, instance, length = struct.unpack_from(order + "HHI", body, at)
            blob = body[at + 8:at + 8 + length]
            at += 8 + length
            entry = {"typecode": code, "instance": instance, "bytes": length,
                     "name": ENTRIES[code] if code < len(ENTRIES) else ""}
            entry.update(decode(code, order, blob))
            entries.append(entry)
            if code == 1:
                blob = struct.pack("<IIQII", *struct.unpack(order + "IIQII",
                                                            blob))
            whole += struct.pack("<HHI", code, instance, length) + blob
            if code == 0:
                break
            if code == 2:
                self.vcpu(instance, "HVM_CONTEXT CPU", order, blob, HVM_CPU)
            name = ENTRIES[code] if code < len(ENTRIES) else "unknown"
            self.put("hvm", "hvm-context/%02d-%s.%d.bin" %
                     (code, name, instance), blob)
        self.put("hvm", "hvm-context.bin", whole)
        self.put("hvm", "hvm-context.json",
                 json.dumps(entries, sort_keys=True).encode())

    def vcpu(self, number, record, order, body, layout):
        form, names = layout
        told = {"vcpu": number, "record": record}
        values = struct.unpack_from(order + form, body)
        assert len(values) == len(names)
        told.update((name, "0x%x" % value)
                    for name, value in zip(names, values) if name[0] != "-")
        self.put("vcpus", "vcpu-%d.json" % number,
                 (json.dumps(told, indent="\t") + "\n").encode())

    def page_data(self, order, body):
        count = struct.unpack_from(order + "I", body)[0]
        entries = struct.unpack_from(order + "%dQ" % count, body, 8)
        at = 8 + 8 * count
        for i, entry in enumerate(entries):
            pfn, kind = entry & ((1 << 52) - 1), entry >> 60
            if not i and pfn <= self.last:
                if self.passes == PASSES:
                    raise Enough()
                self.passes += 1
            self.last = pfn
            if kind < 13:
                self.pages[pfn] = body[at:at + PAGE]
                self.had.add(pfn)
                at += PAGE
            elif pfn > MAX_PFN:
                self.beyond += 1
                continue
            else:
                self.pages.pop(pfn, None)
            seen = self.seen.setdefault(pfn, [kind, 0])
            seen[0] = kind
            seen[1] += 1


def find_files(top):
    found = {}
    for where, _, names in os.walk(top):
        for name in names:
            path = os.path.join(where, name)
            found[os.path.relpath(path, top)] = path
    return found


def is_hole(fd, pfn, size):
    if pfn * PAGE >= size:
        return True
    try:
        return os.lseek(fd, pfn * PAGE, os.SEEK_DATA) >= (pfn + 1) * PAGE
    except OSError:
        return True


def check_image(stream, path):
    size = os.path.getsize(path)
    if size != (max(stream.had, default=-1) + 1) * PAGE:
        yield "memory.img is %d bytes long" % size
    fd = os.open(path, os.O_RDONLY)
    for pfn in stream.seen:
        if pfn in stream.pages:
            if os.pread(fd, PAGE, pfn * PAGE) != stream.pages[pfn]:
                yield "memory.img: page %d" % pfn
                break
        elif pfn * PAGE < size and not is_hole(fd, pfn, size):
            if any(os.pread(fd, PAGE, pfn * PAGE)):
                yield "memory.img: page %d should be a hole" % pfn
                break
            if not NO_HOLES or not (NO_COUNTS or pfn in stream.had):
                yield "memory.img: page %d is zeros, not a hole" % pfn
                break
    os.close(fd)


def check_json(stream, path):
    with open(path) as f:
        told = json.load(f)
    what = "pseudo-physical" if stream.pv else "guest-physical"
    if told["addresses"] != what or told["page_size"] != PAGE:
        yield "memory.json: %s" % told["addresses"]
    if told["holes_beyond_max_pfn"] != stream.beyond:
        yield "memory.json: %d beyond" % told["holes_beyond_max_pfn"]
    ranges = []
    for pfn in sorted(stream.seen):
        kind, sent = stream.seen[pfn]
        sent = min(sent, MAX_SENT)
        if ranges and ranges[-1] == {"start": ranges[-1]["start"],
                                     "end": pfn - 1, "type": TYPES[kind],
                                     "sent": sent}:
            ranges[-1]["end"] = pfn
        else:
            ranges.append({"start": pfn, "end": pfn, "type": TYPES[kind],
                           "sent": sent})
    if told["ranges"] != ranges:
        yield "memory.json: ranges"


def check_notes(stream, f, phdr):
    """A thread for each vCPU, with its registers and its FXSAVE area."""
    vcpus = sorted((json.loads(text) for name, text in
                    stream.groups.get("vcpus", {}).items()
                    if name[-4:] == "json"), key=lambda v: v["vcpu"])
    f.seek(phdr[2])
    notes = f.read(phdr[5])
    if f.read():
        yield "memory.elf: something behind the notes"
    found = []
    while notes:
        name, size, kind = struct.unpack_from("<III", notes)
        if notes[12:20] != b"CORE\0\0\0\0" or name != 5:
            yield "memory.elf: a note's name"
        found.append((kind, notes[20:20 + size]))
        notes = notes[20 + size:]
    if [kind for kind, _ in found] != [1, 2] * len(vcpus):
        yield "memory.elf: notes"
        return
    for (_, status), (_, fpu), vcpu in zip(found[::2], found[1::2], vcpus):
        regs = struct.unpack("<32xI76x27QI4x", status)
        want = [vcpu.get(name, vcpu.get("e" + name[1:])) for name in
                ("rip", "rsp", "rax", "rbp")]
        got = ["0x%x" % regs[1 + i] for i in (16, 19, 10, 4)]
        if regs[0] != vcpu["vcpu"] + 1 or want != got or len(fpu) != 512:
            yield "memory.elf: registers of vCPU %d" % vcpu["vcpu"]


def check_elf(stream, path):
    with open(path, "rb") as f:
        ehdr = struct.unpack("<16sHHIQQQIHHHHHH", f.read(64))
        if ehdr[0][:7] != b"\177ELF\2\1\1" or ehdr[1:3] != (4, 62):
            yield "memory.elf: header"
        count = ehdr[10]
        if count == 0xffff:
            f.seek(ehdr[6])
            count = struct.unpack("<44xI16x", f.read(64))[0]
        f.seek(ehdr[5])
        phdrs = [struct.unpack("<IIQQQQQQ", f.read(56)) for _ in range(count)]
        pages = {}
        if phdrs and phdrs[-1][0] == 4:
            yield from check_notes(stream, f, phdrs.pop())
        elif any(name[-4:] == "json" for name in stream.groups.get("vcpus", ())):
            yield "memory.elf: no notes"
        for kind, _, offset, vaddr, paddr, filesz, memsz, _ in phdrs:
            if kind != 1 or vaddr != paddr or filesz != memsz:
                yield "memory.elf: a program header"
            f.seek(offset)
            for pfn in range(paddr // PAGE, (paddr + filesz) // PAGE):
                pages[pfn] = f.read(PAGE)
        starts = [p[4] for p in phdrs]
        ends = [p[4] + p[5] for p in phdrs]
        if any(a >= b for a, b in zip(ends, starts[1:])):
            yield "memory.elf: the ranges are not apart"
    if pages != stream.pages:
        yield "memory.elf: pages"


def check_summary(stream, path):
    with open(path) as f:
        told = json.load(f)
    if told["valid"] is not True or told["fault"]:
        yield "summary.json: not valid"
    if told["guest"] != ("x86 PV" if stream.pv else "x86 HVM"):
        yield "summary.json: guest"
    if (told["bytes"], told["bytes_after_end"]) != (
            stream.at, len(stream.data) - stream.at):
        yield "summary.json: bytes"
    if told["checkpoints"] != stream.epochs:
        yield "summary.json: checkpoints"
    if told["passes"] != stream.passes:
        yield "summary.json: passes"
    if sum(told["pages_sent"].values()) != (
            stream.beyond + stream.compared +
            sum(sent for _, sent in stream.seen.values())):
        yield "summary.json: pages_sent"
    for group, files in stream.groups.items():
        if told["files"][group] != len(files):
            yield "summary.json: files of %s" % group
    if len(told["emulators"]) != stream.emulators:
        yield "summary.json: emulators"


def check(stream, top):
    found = find_files(top)
    checks = {"memory.img": check_image, "memory.json": check_json,
              "memory.elf": check_elf, "summary.json": check_summary}
    if PASSES is not None:
        del checks["summary.json"]
    for name, function in checks.items():
        if name in found:
            yield from function(stream, found.pop(name))
        elif name != "memory.elf" and not (NO_COUNTS and name[-4:] == "json"):
            yield "%s is missing" % name
    if PASSES is not None:
        return
    expected = {}
    for files in stream.groups.values():
        expected.update(files)
    for name in sorted(expected.keys() ^ found.keys()):
        yield "%s is %s" % (name, "missing" if name in expected else
                            "one too many")
    for name in expected.keys() & found.keys():
        with open(found[name], "rb") as f:
            data = f.read()
            if name in ("hvm-context.json", "shared-info.json"):
                data = json.dumps(json.loads(data), sort_keys=True).encode()
            if data != expected[name]:
                yield "%s differs" % name


def check_words(top):
    """Nothing that a terminal obeys, and JSON and CSV that others can read."""
    for name, path in find_files(top).items():
        if (name in ("config.json", "config.txt", "domain.xml") or
                name != "FAILED" and name[-4:] not in ("json", ".csv", ".txt")):
            continue
        with open(path, "rb") as f:
            text = f.read()
        if any(c not in b"\n\t" and not 32 <= c < 127 for c in text):
            yield "%s: a byte that is not plain" % name
            continue
        if name[-4:] == "json":
            try:
                json.loads(text)
            except ValueError as error:
                yield "%s: %s" % (name, error)
        elif name[-4:] == ".csv":
            rows = list(csv.reader(text.decode().splitlines(), strict=True))
            if len({len(row) for row in rows}) != 1:
                yield "%s: rows differ in length" % name


NO_COUNTS = "-n" in sys.argv
NO_HOLES = "-z" in sys.argv
PASSES = ([int(a[2:]) for a in sys.argv[1:] if a[:2] == "-p"] or [None])[0]
MAX_SENT = 1 if NO_HOLES else 0x0fffffff
arguments = [a for a in sys.argv[1:] if a[0] != "-"]
failed = False
if "-w" in sys.argv:
    for target in arguments:
        for difference in check_words(target):
            print("%r: %s" % (target, difference))
            failed = True
    sys.exit(failed or not arguments)
for source, target in zip(arguments[::2], arguments[1::2]):
    with open(source, "rb") as source_file:
        wanted = Stream(source_file.read())
    try:
        wanted.read()
    except Enough:
        pass
    for difference in check(wanted, target):
        print("%s: %s" % (target, difference))
        failed = True
# Nothing that is compared has no difference.
sys.exit(failed or not arguments or len(arguments) % 2)
