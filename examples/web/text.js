/* SPDX-License-Identifier: MIT */
/*
 * text.js - what xcverify printed, on the page. What comes from a file becomes
 * text, never markup.
 */
'use strict';

const at = (id) => document.getElementById(id);

function make(tag, properties, ...children)
{
	const element = Object.assign(document.createElement(tag), properties);

	element.append(...children);
	return element;
}

const count_of = (n) => n.toLocaleString('en');

function size_of(bytes)
{
	const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
	let i = 0;

	if (bytes < 10240)
		return `${count_of(bytes)} bytes`;
	for (; bytes >= 1024; i++)
		bytes /= 1024;
	return `${bytes.toFixed(1)} ${units[i]}`;
}

/* ---- what was printed, in its parts ---- */

function lines_of({ head, left, tail })
{
	const gap = left ? `\n... ${count_of(left)} characters are left out ` +
		'here; xcverify -v prints all ...\n' : '';
	const text = head + gap + tail;

	return text.split('\n').slice(0, -1);
}

/* The listing, the verdict, and the summary. */
function parts_of({ out, prefix })
{
	const verdict = /^(valid|invalid|incomplete):? (.*)$/;
	const lines = lines_of(out);
	const at = lines.findLastIndex((line) => line.startsWith(prefix) &&
		verdict.test(line.slice(prefix.length)));

	if (at < 0)
		return { listing: lines, summary: [] };
	const [, word, sentence] =
		lines[at].slice(prefix.length).match(verdict);

	return { listing: lines.slice(0, at), word, sentence,
		summary: lines.slice(at + 1) };
}

function reasons_of({ err, prefix })
{
	const who = 'xcverify: ' + prefix;

	return lines_of(err).map((line) => line.startsWith(who) ?
		line.slice(who.length) : line);
}

/* ---- the verdict, and why ---- */

const MEANS = {
	valid: 'A restore can begin. This does not mean intact: streams have ' +
		'no checksums, and a changed byte in a page or a register ' +
		'makes another valid stream.',
	incomplete: 'It breaks off, and cannot be restored.',
	invalid: 'Something in it is wrong, or it is no stream.',
};
const SIGNS = { valid: '\u2713', incomplete: '\u2026', invalid: '\u2715' };

function show_status(file, kind, ...children)
{
	const name = `${file.name}, ${size_of(file.size)}`;

	at('status').className = kind;
	at('status').replaceChildren(
		make('p', { className: 'name' }, name), ...children);
}

function show_verdict(file, { word, sentence }, reasons)
{
	const sign = make('span', { className: 'sign', ariaHidden: 'true' },
		SIGNS[word] ?? '!');
	const text = make('span', { id: 'word' }, word ?? 'not read');

	show_status(file, word ?? 'trouble',
		make('p', { className: 'word' }, sign, text),
		make('p', { className: 'sentence', id: 'sentence' },
			sentence ?? reasons.at(-1) ?? ''),
		make('p', { className: 'means' }, MEANS[word] ?? ''));
}

/* What was found is in brackets, which may begin and end in two lines. */
function dump_of(lines)
{
	let inside = false;

	return lines.flatMap((line) => {
		const [, offset, bytes] = line.match(/^( *\d+ )(.*)$/);
		const begin = inside ? 0 : bytes.indexOf('[');
		const end = bytes.indexOf(']') + 1;

		if (begin < 0)
			return [line + '\n'];
		inside = !end;
		const to = end || bytes.length;

		return [offset, bytes.slice(0, begin),
			make('mark', {}, bytes.slice(begin, to)),
			bytes.slice(to) + '\n'];
	});
}

/* How a line is shown: as which element, and in which parts. */
function reason_of(line)
{
	const [, what, text] = line.match(
		/^(warning|what causes it|what to do|[A-Z\d_]+): (.*)$/) ?? [];

	if (/^ *\d+ [ [][\da-f]{2}/.test(line))
		return { tag: 'pre', line };
	return what ? { tag: 'dl', what, text } : { tag: 'p', line };
}

function draw_reasons(tag, reasons)
{
	if (tag === 'pre')
		return make('pre', { className: 'dump', tabIndex: 0,
			role: 'region', ariaLabel: 'Bytes around the fault' },
			...dump_of(reasons.map(({ line }) => line)));
	if (tag === 'p')
		return make('p', {}, reasons[0].line);
	return make('dl', {}, ...reasons.flatMap(({ what, text }) => [
		make('dt', {}, what), make('dd', {}, text)]));
}

/* In the order in which they were printed; lines of a kind are one thing. */
function show_why(lines)
{
	const groups = [];

	for (const reason of lines.map(reason_of)) {
		const last = groups.at(-1);

		if (reason.tag !== 'p' && last?.tag === reason.tag)
			last.reasons.push(reason);
		else
			groups.push({ tag: reason.tag, reasons: [reason] });
	}
	at('why').replaceChildren(...groups.map(({ tag, reasons }) =>
		draw_reasons(tag, reasons)));
}

function show_summary(lines)
{
	at('summary').replaceChildren(...lines.flatMap((line) => [
		make('dt', {}, line.slice(2, 15).trim()),
		make('dd', {}, line.slice(16))]));
}

function show_listing(lines)
{
	at('listing').textContent = lines.map((line) => line + '\n').join('');
}
