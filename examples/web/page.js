/* SPDX-License-Identifier: MIT */
/* page.js - one file after the other, and what people do. */

/* ---- one file after the other ---- */

let worker, file;

function stop()
{
	worker?.terminate();
	worker = undefined;
	if (document.activeElement === at('cancel'))
		at('file').focus();
	at('reading').hidden = true;
	document.body.dataset.state = 'idle';
}

function show(result)
{
	const parts = parts_of(result), reasons = reasons_of(result);

	stop();
	show_verdict(file, parts, reasons);
	show_why(parts.word ? reasons : []);
	show_summary(parts.summary);
	show_listing(parts.listing);
	at('result').hidden = false;
	at('about').hidden = at('timeline').hidden =
		at('listing').parentElement.hidden = !parts.listing.length;
	show_timeline(result.spans, file.size);
	show_map(result.cells, result.shift);
	document.body.dataset.state = 'done';
}

function show_far(done)
{
	at('progress').value = file.size ? done / file.size : 0;
	at('far').textContent = `${size_of(done)} of ${size_of(file.size)}`;
}

function fail(message)
{
	stop();
	show_verdict(file, {}, [`this page has failed: ${message}`]);
	document.body.dataset.state = 'failed';
}

function show_state(text)
{
	show_status(file, '', make('p', { className: 'sentence' }, text));
}

function cancel()
{
	if (!worker)
		return;
	stop();
	show_state('Cancelled.');
}

/* Both stand in the page: from a file, a browser opens no other. */
const module = Uint8Array.from(atob(at('module').textContent),
	(c) => c.charCodeAt(0));
const script = URL.createObjectURL(new Blob([at('worker').textContent],
	{ type: 'text/javascript' }));

function hear({ data, target })
{
	if (target !== worker)
		return; /* it was on its way when that was stopped */
	if (data.failed)
		fail(data.failed);
	else if ('far' in data)
		show_far(data.far);
	else
		show(data);
}

function judge(chosen)
{
	const options = ['format', 'profile', 'flags'].map((id) =>
		Number(at(id).value));

	stop();
	file = chosen;
	at('result').hidden = true;
	at('why').replaceChildren();
	at('reading').hidden = false;
	show_far(0);
	show_state('Reading.');
	document.body.dataset.state = 'reading';
	worker = new Worker(script);
	worker.onmessage = hear;
	worker.onerror = ({ message }) => fail(message);
	worker.postMessage({ file, module, options });
}

/* ---- what people do ---- */

function choose()
{
	const [chosen] = at('file').files;

	if (chosen)
		judge(chosen);
	at('file').value = ''; /* so that it can be chosen once more */
}

function drop(event)
{
	const [chosen] = event.dataTransfer.files;

	event.preventDefault();
	document.body.classList.remove('over');
	if (chosen)
		judge(chosen);
}

function drag(event)
{
	event.preventDefault();
	document.body.classList.toggle('over', event.type === 'dragover');
}

at('file').onchange = choose;
at('cancel').onclick = cancel;
at('slot').oninput = show_slot;
at('cell').oninput = show_cell;
at('lanes').onpointermove = point_at_lane;
at('map').onpointermove = point_at_map;
document.ondrop = drop;
document.ondragover = document.ondragleave = drag;
document.onkeydown = ({ key }) => {
	if (key === 'Escape')
		cancel();
};
for (const id of ['format', 'profile', 'flags'])
	at(id).onchange = () => file && judge(file);
new ResizeObserver(draw_map).observe(at('memory'));
matchMedia('(prefers-color-scheme: dark)').onchange = draw_map;
