// SPDX-License-Identifier: MIT
//! Is the Xen save file on standard input valid? Linked with the shared library
//! that `make shared` builds:
//!
//!     rustc -L build -l xcstream examples/languages/minimal.rs

use std::ffi::CStr;
use std::io::Read;
use std::os::raw::{c_char, c_int, c_uchar, c_void};
use std::process::ExitCode;
use std::ptr;

// enum xcstream_status
const MORE: c_int = 0;
const DONE: c_int = 1;

extern "C" {
    fn xcstream_sizeof() -> usize;
    fn xcstream_init(xs: *mut c_void, ops: *const c_void, user: *mut c_void, config: *const c_void) -> c_int;
    fn xcstream_push(xs: *mut c_void, data: *const c_uchar, len: usize, used: *mut usize) -> c_int;
    fn xcstream_finish(xs: *mut c_void) -> c_int;
    fn xcstream_offset(xs: *const c_void) -> u64;
    fn xcstream_fault(xs: *const c_void) -> *const c_void;
    fn xcstream_describe(fault: *const c_void, text: *mut c_char, size: usize) -> usize;
}

fn main() -> ExitCode {
    // The state: as many bytes as the library says, aligned to 8.
    let mut state = vec![0u64; unsafe { xcstream_sizeof() } / 8 + 1];
    let xs = state.as_mut_ptr() as *mut c_void;
    let mut chunk = [0u8; 65536];
    let mut input = std::io::stdin().lock();

    unsafe { xcstream_init(xs, ptr::null(), ptr::null_mut(), ptr::null()) };
    loop {
        let n = match input.read(&mut chunk) {
            Ok(n) => n,
            Err(why) => {
                eprintln!("standard input: {why}");
                return ExitCode::from(1);
            }
        };
        if n == 0 || unsafe { xcstream_push(xs, chunk.as_ptr(), n, ptr::null_mut()) } != MORE {
            break;
        }
    }
    if unsafe { xcstream_finish(xs) } == DONE {
        println!("valid, {} bytes", unsafe { xcstream_offset(xs) });
        return ExitCode::SUCCESS;
    }
    let mut why = [0 as c_char; 256];
    let text = unsafe {
        xcstream_describe(xcstream_fault(xs), why.as_mut_ptr(), why.len());
        CStr::from_ptr(why.as_ptr())
    };
    println!("not valid: {}", text.to_string_lossy());
    ExitCode::from(1)
}
