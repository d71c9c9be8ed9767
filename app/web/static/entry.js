// Keyed entry of paper sheets: what a digit means is said at once, and Enter goes on. All of it works without, too.
"use strict";
const sheet = document.getElementById("sheet");
const fields = [...sheet.querySelectorAll(".line input, .line textarea")];

const choicesOf = (field) => [...field.closest(".line").querySelectorAll(".digits li")].map((li) => li.textContent);

// A digit of any script: the ten of a script stand in a row, so the zero is as far back as its neighbours are digits.
const plain = (text) => text.replace(/\p{Nd}/gu, (digit) => {
  let n = 0;
  while (n < 9 && /\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - n - 1))) n += 1;
  return String(n);
});

function numbers(field, many) {
  const parts = plain(field.value.trim()).split(/[\s,.;+،、]+/).filter(Boolean);
  const single = field.dataset.kind !== "one" && many <= 9 ? [...parts.join("")] : parts;
  return single.map(Number).filter((n) => n !== 0);
}

// Say what was read. Returns whether it is an answer of this item.
function say(field) {
  const choices = choicesOf(field), read = numbers(field, choices.length), told = field.closest(".line").querySelector("output");
  const known = read.every((n) => Number.isInteger(n) && n <= choices.length) && (field.dataset.kind !== "one" || read.length < 2);
  const twice = field.dataset.kind === "ranked" && new Set(read).size < read.length;
  const joint = field.dataset.kind === "ranked" ? " › " : " · ";
  told.textContent = !known ? sheet.dataset.wrong : twice ? sheet.dataset.twice : [...new Set(read)].map((n) => choices[n - 1]).join(joint);
  told.classList.toggle("wrong", !known || twice);
  if (known && !twice) field.removeAttribute("aria-invalid"); else field.setAttribute("aria-invalid", "true");
  return known && !twice;
}

const asked = (field) => {
  const by = field.dataset.openedBy && document.getElementById(field.dataset.openedBy);
  if (!by || field.value) return true;
  return numbers(by, choicesOf(by).length).includes(Number(field.dataset.digit));
};

function go(from, step) {
  let place = fields.indexOf(from) + step;
  while (fields[place] && !asked(fields[place])) place += step;
  if (fields[place]) {
    fields[place].focus();
    fields[place].select();
  } else if (step > 0) {
    sheet.requestSubmit(sheet.querySelector(".send button"));
  }
}

for (const field of fields) {
  if (field.dataset.kind) {
    field.addEventListener("input", () => {
      field.closest(".line").querySelector("p.wrong")?.remove();
      const fine = say(field);
      if (fine && field.dataset.kind === "one" && choicesOf(field).length <= 9 && /^\s*\p{Nd}\s*$/u.test(field.value) && field !== fields.at(-1)) go(field, 1);
    });
    if (field.value && !field.hasAttribute("aria-invalid")) say(field);
  }
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const many = field.tagName === "TEXTAREA";
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!field.dataset.kind || say(field)) go(field, 1);
    } else if (!many && event.key === "ArrowDown") {
      event.preventDefault();
      go(field, 1);
    } else if (!many && event.key === "ArrowUp") {
      event.preventDefault();
      go(field, -1);
    }
  });
}
document.getElementById("language").addEventListener("change", (event) => {
  for (const field of fields) if (field.lang) field.lang = event.target.value;
});
