/* SPDX-License-Identifier: MIT */
/* drawing.js - where what is: in the stream, and in the guest's memory. */

/* ---- what both share ---- */

/* The palette of Okabe and Ito, which nearly all eyes can tell apart. */
const SKY = '#56b4e9', BLUE = '#0072b2', GREEN = '#009e73', YELLOW = '#f0e442',
	ORANGE = '#e69f00', RED = '#d55e00', PURPLE = '#cc79a7', NONE = '';

/* By enum kind_of_bytes and enum kind_of_page in web.c */
const KINDS = [
	['headers and config', BLUE], ['static data', PURPLE],
	['lists of pages', ORANGE], ['contents of pages', SKY],
	['registers and time', GREEN], ['device model', RED],
	['checkpoints and ends', YELLOW], ['not judged', NONE],
	['behind the stream', NONE],
];
const PAGES = [
	['NOTAB', 'memory', SKY], ['L1TAB', 'page tables', YELLOW],
	['L2TAB', 'of level 2', ORANGE], ['L3TAB', 'of level 3', PURPLE],
	['L4TAB', 'of level 4', BLUE], ['XALLOC', 'memory, empty', GREEN],
	['BROKEN', 'failed memory', RED],
];
const UNREAD = 7, SLOTS = 512, CELL_BYTES = 40; /* as in web.c */

const hex = (n) => '0x' + n.toString(16);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function swatch(color)
{
	const box = make('span', { className: 'swatch' });

	box.style.background = color;
	box.classList.toggle('hollow', !color);
	return box;
}

/* ---- the stream ---- */

let timeline = { slots: [], size: 0 };

function read_timeline(buffer, size)
{
	const all = new Float64Array(buffer), n = KINDS.length;
	const slots = Array.from({ length: SLOTS }, (_, i) =>
		all.subarray(i * n, (i + 1) * n));

	return { slots, size };
}

function draw_lane(canvas, kind)
{
	const context = canvas.getContext('2d');

	canvas.width = SLOTS;
	canvas.height = 1;
	timeline.slots.forEach((slot, i) => {
		const share = slot[kind] / sum(slot);

		if (!share)
			return;
		/* The least is still to be seen. */
		context.globalAlpha = 0.3 + 0.7 * share;
		context.fillStyle = KINDS[kind][1] || '#8b929c';
		context.fillRect(i, 0, 1, 1);
	});
}

function lane(kind)
{
	const [name, color] = KINDS[kind];
	const bytes = sum(timeline.slots.map((slot) => slot[kind]));
	const canvas = make('canvas', { ariaHidden: 'true' });

	if (!bytes)
		return [];
	draw_lane(canvas, kind);
	return [make('tr', {},
		make('th', { scope: 'row' }, swatch(color), name),
		make('td', {}, canvas), make('td', {}, size_of(bytes)))];
}

function show_slot()
{
	const i = Number(at('slot').value), { slots, size } = timeline;
	const from = Math.ceil(i * size / SLOTS);
	const to = Math.ceil((i + 1) * size / SLOTS);
	const parts = KINDS.map(([name], kind) => [name, slots[i][kind]])
		.filter(([, bytes]) => bytes)
		.map(([name, bytes]) => `${name} ${size_of(bytes)}`);
	const text = `offset ${from} to ${Math.max(to, 1) - 1}: ` +
		(parts.join(', ') || 'nothing');

	at('slot-text').textContent = text;
	at('slot').ariaValueText = text;
}

function point_at_lane({ offsetX, target })
{
	if (target.tagName !== 'CANVAS')
		return;
	at('slot').value = Math.floor(offsetX / target.clientWidth * SLOTS);
	show_slot();
}

function show_timeline(buffer, size)
{
	timeline = read_timeline(buffer, size);
	at('scale').textContent = `From left to right: ${size_of(size)}. ` +
		'Paler: there is something else at that place, too.';
	at('lanes').replaceChildren(...KINDS.flatMap((_, kind) => lane(kind)));
	/* A fault is what one wants to see. */
	at('slot').value = Math.max(0,
		timeline.slots.findIndex((slot) => slot[UNREAD]));
	show_slot();
}

/* ---- the memory ---- */

let map = { cells: [], shift: 0, places: [], step: 8 };

function read_map(buffer, shift)
{
	const view = new DataView(buffer), cells = [];

	for (let p = 0; p < buffer.byteLength; p += CELL_BYTES) {
		const pages = PAGES.map((_, kind) =>
			view.getUint32(p + 8 + 4 * kind, true));

		cells.push({ range: view.getFloat64(p, true), pages,
			most: pages.indexOf(Math.max(...pages)) });
	}
	cells.sort((a, b) => a.range - b.range);
	cells.forEach((cell, i) => {
		cell.joins = i > 0 && cells[i - 1].range + 1 === cell.range;
	});
	return { cells, shift, places: [], step: 8 };
}

/*
 * Where each cell goes: a gap in memory is one in the map. A row has a power of
 * two, so that the numbers in front of the rows are round.
 */
function place_cells(left, width)
{
	const columns = 2 ** Math.floor(Math.log2((width - left) / 8));
	const few = map.cells.filter((cell) => !cell.joins).length <= 24;
	let column = 0, y = 2;

	map.step = Math.min(12, Math.floor((width - left) / columns));
	map.places = map.cells.map((cell, i) => {
		if (i && !cell.joins && few) {
			y += map.step + 8;
			column = 0;
		} else if (i && !cell.joins) {
			column++;
		}
		if (column >= columns) {
			y += map.step;
			column = 0;
		}
		return { x: left + map.step * column++, y,
			first: column === 1 };
	});
	return y + map.step + 2;
}

/* Of what there is little, one wants to see it all the same. */
function rarity(cell)
{
	const rare = [6, 4, 3, 2, 1];

	return rare.find((kind) => cell.pages[kind] && kind !== cell.most);
}

function draw_cell(context, cell, { x, y })
{
	const side = map.step - 1, rare = rarity(cell);

	context.fillStyle = PAGES[cell.most][2];
	context.fillRect(x, y, side, side);
	if (rare === undefined)
		return;
	context.fillStyle = PAGES[rare][2];
	context.fillRect(x + side / 2, y + side / 2, side / 2, side / 2);
}

const pfn_of = (cell) => cell.range * 2 ** map.shift;

function draw_labels(context, left, ink)
{
	let free = 0;

	context.fillStyle = ink;
	context.textBaseline = 'top';
	context.textAlign = 'right';
	map.places.forEach(({ y, first }, i) => {
		if (!first || y < free)
			return;
		context.fillText(hex(pfn_of(map.cells[i])), left - 10, y - 1);
		free = y + 16;
	});
}

function draw_map()
{
	const canvas = at('map'), context = canvas.getContext('2d');
	const style = getComputedStyle(canvas), width = canvas.clientWidth;
	const scale = devicePixelRatio, font = '11px ui-monospace, ' +
		'"DejaVu Sans Mono", monospace';

	if (!map.cells.length || !width)
		return;
	context.font = font;
	const left = context.measureText(
		hex(pfn_of(map.cells.at(-1)))).width + 10;
	const height = place_cells(left, width);

	canvas.style.height = `${height}px`;
	canvas.width = width * scale;
	canvas.height = height * scale;
	context.scale(scale, scale);
	context.font = font;
	draw_labels(context, left, style.getPropertyValue('--soft'));
	map.cells.forEach((cell, i) =>
		draw_cell(context, cell, map.places[i]));
	const { x, y } = map.places[at('cell').value];

	context.strokeStyle = style.color;
	context.lineWidth = 2;
	context.strokeRect(x - 1, y - 1, map.step + 1, map.step + 1);
}

function types_of(pages)
{
	return PAGES.map(([name], kind) => [name, pages[kind]])
		.filter(([, n]) => n)
		.map(([name, n]) => `${count_of(n)} ${name}`).join(', ');
}

function pfns_of(first, last)
{
	const begin = pfn_of(first), end = pfn_of(last) + 2 ** map.shift - 1;

	return begin === end ? hex(end) : `${hex(begin)}..${hex(end)}`;
}

function show_cell()
{
	const cell = map.cells[at('cell').value];
	const text = cell ?
		`pfn ${pfns_of(cell, cell)}: ${types_of(cell.pages)}` : '';

	at('cell-text').textContent = text;
	at('cell').ariaValueText = text;
	draw_map();
}

/* Neighbours of the same kind in a row. */
function ranges_of(cells)
{
	const ranges = [];

	for (const cell of cells) {
		const last = ranges.at(-1);

		if (last && cell.joins && last.first.most === cell.most) {
			last.last = cell;
			last.pages = last.pages.map((n, kind) =>
				n + cell.pages[kind]);
		} else {
			ranges.push({ first: cell, last: cell,
				pages: cell.pages });
		}
	}
	return ranges;
}

function show_ranges()
{
	const MOST = 500, ranges = ranges_of(map.cells);
	const rows = ranges.slice(0, MOST).map(({ first, last, pages }) =>
		make('tr', {}, make('td', {}, pfns_of(first, last)),
			make('td', {}, PAGES[first.most][1]),
			make('td', {}, types_of(pages))));

	if (ranges.length > MOST)
		rows.push(make('tr', {}, make('td', { colSpan: 3 },
			`${count_of(ranges.length - MOST)} more`)));
	at('rows').replaceChildren(...rows);
}

function legend([type, name, color], kind)
{
	const n = sum(map.cells.map((cell) => cell.pages[kind]));

	return n ? [make('li', {}, swatch(color), `${name} (${type}) `,
		make('b', {}, count_of(n)))] : [];
}

function show_map(buffer, shift)
{
	const each = 2 ** shift;

	map = read_map(buffer, shift);
	at('memory').hidden = !map.cells.length;
	at('cell-size').textContent = each === 1 ? 'Each square is a page.' :
		`Each square is ${count_of(each)} pages, or ` +
		`${size_of(each * 4096)}, with the colour of what most are; ` +
		'a corner shows what is rare.';
	at('cell').max = Math.max(0, map.cells.length - 1);
	at('cell').value = 0;
	at('legend').replaceChildren(...PAGES.flatMap(legend));
	show_ranges();
	show_cell();
}

function point_at_map({ offsetX, offsetY })
{
	const i = map.places.findIndex(({ x, y }) =>
		offsetX >= x && offsetX < x + map.step &&
		offsetY >= y && offsetY < y + map.step);

	if (i < 0)
		return;
	at('cell').value = i;
	show_cell();
}
