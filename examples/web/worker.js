/* SPDX-License-Identifier: MIT */
/*
 * worker.js - runs the module, so that the page never waits, and reads what it
 * asks for. A stream is dropped with its worker.
 */
'use strict';

/* What is printed: its beginning and its end, as a stream may make much. */
const HEAD = 1 << 20, TAIL = 1 << 15;

class Print {
	head = '';
	tail = '';
	left = 0; /* characters in between */

	is_full()
	{
		const { length } = this.head;

		return this.tail || this.left || length > 2 * HEAD ||
			(length > HEAD && this.head.endsWith('\n'));
	}

	add(text)
	{
		if (this.is_full())
			this.tail += text;
		else
			this.head += text;
		if (this.tail.length > 2 * TAIL)
			this.cut();
	}

	cut()
	{
		const from = this.tail.length - TAIL;
		const at = this.tail.indexOf('\n', from) + 1 || from;

		this.left += at;
		this.tail = this.tail.slice(at);
	}
}

/* What the module imports. It waits for what it reads, as only a worker may. */
class Page {
	prints = [null, new Print(), new Print()];
	reader = new FileReaderSync();
	next = 0; /* when to tell how far it is */

	constructor(file)
	{
		this.file = file;
	}

	read(to, n, offset)
	{
		try {
			const slice = this.file.slice(offset, offset + n);
			const data = this.reader.readAsArrayBuffer(slice);

			this.bytes(to, data.byteLength).set(new Uint8Array(data));
			return data.byteLength;
		} catch {
			return -1;
		}
	}

	write(fd, from, n)
	{
		const text = String.fromCharCode(...this.bytes(from, n));

		this.prints[fd].add(text);
	}

	progress(done)
	{
		const now = performance.now();

		if (now < this.next)
			return;
		this.next = now + 100;
		postMessage({ far: done });
	}

	bytes(at, n)
	{
		return new Uint8Array(this.module.memory.buffer, at, n);
	}

	imports()
	{
		return { page: {
			size: () => this.file.size,
			read: (...all) => this.read(...all),
			write: (...all) => this.write(...all),
			progress: (done) => this.progress(done),
		} };
	}
}

/* A name as the module takes it, and as xcverify prints it. */
function name_of(file, room)
{
	const name = file.name === '-' ? './-' : file.name;
	const bytes = new TextEncoder().encode(name.replaceAll('\0', '?'));

	return bytes.slice(0, room);
}

function printed(bytes)
{
	return Array.from(bytes, (byte) => {
		const plain = byte >= 32 && byte < 127 && byte !== 34 &&
			byte !== 92;

		return plain ? String.fromCharCode(byte) :
			'\\x' + byte.toString(16).padStart(2, '0');
	}).join('');
}

async function judge({ file, module, options })
{
	const page = new Page(file);
	const { instance } = await WebAssembly.instantiate(
		module, page.imports());
	const m = page.module = instance.exports;
	const name = name_of(file, m.name_room());

	page.bytes(m.name_at(), name.length).set(name);
	const status = m.verify(...options);
	const print = ({ head, tail, left }) => ({ head, tail, left });

	return {
		status, prefix: printed(name) + ': ',
		out: print(page.prints[1]), err: print(page.prints[2]),
		spans: page.bytes(m.bytes_at(), m.bytes_size()).slice().buffer,
		cells: page.bytes(m.cells_at(), m.cells_size()).slice().buffer,
		shift: m.cells_shift(),
	};
}

self.onmessage = ({ data }) => judge(data).then(
	(result) => postMessage(result),
	(error) => postMessage({ failed: String(error) }));
