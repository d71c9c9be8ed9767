// What somebody types stays on their device until it is sent: kept from the first change on, put back when they return.
const MONTH = 30 * 86400000;
const answerable = form => [...form.elements].filter(each => each.name && !/^(hidden|submit|button|fieldset)$/.test(each.type));
const ticked = each => each.type === "checkbox" || each.type === "radio";

// Every answer as [name, value, whether it is words]; places that are empty count, because a ranking has an order.
const answers = form => answerable(form)
  .filter(each => ticked(each) ? each.checked : true)
  .map(each => [each.name, each.value, /^text/.test(each.type)]);

function draft(form) {
  const { key, code, given } = form.elements;
  return {
    slug: place().slug, key: key.value, code: code ? code.value : "", time: Date.now(), answers: answers(form),
    language: form.elements.language.value, given: given ? given.value : "",
  };
}

// Answers that were given in another language than this page's: see app/web/given_in.py.
const noted = given => given.split(" ").filter(Boolean).map(entry => [entry.split("=")[0], entry]);

function give(form, { language, given, answers }) {
  const here = form.elements.language.value, notes = new Map(noted(given));
  if (language !== here) for (const [name, value] of answers) if (value && !notes.has(name)) notes.set(name, `${name}=${language}`);
  hide(form, "given").value = [...notes.values()].join(" ");
}

function regive(form, name) {
  const { given } = form.elements;
  if (given) given.value = noted(given.value).filter(([noted]) => noted !== name).map(([, entry]) => entry).join(" ");
}

function hide(form, name) {
  if (!form.elements[name]) form.append(Object.assign(document.createElement("input"), { type: "hidden", name }));
  return form.elements[name];
}

function fill(form, kept) {
  const left = {};
  for (const [name, value] of kept) (left[name] = left[name] || []).push(value);
  for (const each of answerable(form)) {
    const values = left[each.name] || [];
    if (ticked(each)) each.checked = values.includes(each.value);
    else each.value = values.shift() || "";
  }
  settle(form);
}

// Words that this form has no place for (any more), or where other words stand by now, to be copied.
const homeless = (form, kept) => kept.filter(([name, value, words]) => words && value && named(form, name).every(each => each.value !== value));

const answered = form => new Set(answers(form).filter(([, value]) => value).map(([name]) => name));
const empty = form => !answered(form).size;

// Save soon after each change, and at once when the page may be going away.
let saving;
function unsave() {
  clearTimeout(saving);
  saving = 0;
}

async function save(form) {
  unsave();
  if (!form.isConnected) return;
  await (empty(form) ? drop("drafts", place().slug) : put("drafts", draft(form))).catch(() => {});
  wipeable(true);
}

function keep(form) {
  if (!saving) saving = setTimeout(save, 300, form);
  carry(form);
}

// How often this device was emptied: what set out before must not arrive after.
let emptied = 0;

// Once per page, and only when somebody has begun: the worker, and the page for opening it without a signal.
async function carry(form) {
  if (form.carried || !navigator.serviceWorker || !self.caches) return;
  form.carried = true;
  const { slug } = place(), { at } = form.elements, before = emptied;
  const address = `/f/${slug}?` + new URLSearchParams({ lang: document.documentElement.lang, ...(at && { at: at.value }) });
  try {
    const worker = await navigator.serviceWorker.register("/sw.js");
    if (before < emptied) return worker.unregister();
    const page = await fetch(address);
    if (!page.ok) return;
    await uncache(slug);
    if (before < emptied) return;
    const kept = await caches.open(`yousaid ${slug}`);
    await kept.put(`/f/${slug}`, page);
    await kept.addAll([...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(each => each.href || each.src));
  } catch (error) {
    form.carried = false; // no signal: with the next change
  }
}

async function restore(form) {
  const { slug } = place(), now = Date.now();
  const drafts = await all("drafts");
  for (const old of drafts) if (now - old.time > MONTH) await drop("drafts", old.slug);
  const kept = drafts.find(each => each.slug === slug && now - each.time <= MONTH);
  form.opened = true;
  // What the server sent back filled is newer than what was kept.
  if ("filled" in form.dataset) return save(form);
  // Answers that were given while this script was on its way, or the memory being opened, stand.
  if (!empty(form)) keep(form);
  if (!kept) return;
  const standing = answered(form), returning = kept.answers.filter(([name]) => !standing.has(name));
  fill(form, [...returning, ...answers(form)]);
  if (kept.language) give(form, { ...kept, answers: returning }); // a draft of an earlier release does not say
  form.elements.key.value = kept.key;
  if (kept.code && !form.elements.code) hide(form, "code").value = kept.code;
  const note = tell("kept", {
    empty: async () => {
      await drop("drafts", slug);
      fill(form, []);
      form.elements.key.value = form.fresh;
      note.remove();
      form.querySelector("input:not([type=hidden]), textarea, select").focus();
    },
  });
  quote(note, homeless(form, kept.answers));
  wipeable(true);
  carry(form);
}

// A response was acknowledged, or consent refused: nothing of it stays. When nothing else waits, nothing at all does.
async function forget(slug) {
  if (slug) {
    unsave();
    emptied++;
    if ((await all("drafts")).some(each => each.slug === slug)) await drop("drafts", slug);
    await uncache(slug);
  }
  if (!saving && !(await all("drafts")).length && !(await all("queue")).length) await wipe();
}

async function wipe() {
  unsave();
  emptied++;
  for (const store of ["drafts", "queue"]) if ((await all(store)).length) await within(store, true, kept => kept.clear());
  await new Promise(done => {
    const asked = indexedDB.deleteDatabase("yousaid");
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });
  if (self.caches) for (const name of await caches.keys()) if (name.startsWith("yousaid")) await caches.delete(name);
  if (navigator.serviceWorker) for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
}
