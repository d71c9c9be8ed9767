// What the items of a form do while somebody answers. The server decides the same again when the form is sent.
const named = (form, name) => [...form.elements].filter(each => each.name === name);
const number = value => String(value).replace(/\d/g, digit => [...place().digits][digit]);

// As in forms.expansion.visible: an item that is not asked shows no other.
function asked(form, card) {
  if (!card || !card.dataset.if) return true;
  const { if: name, among, not } = card.dataset;
  const given = new FormData(form).getAll(name).map(value => value.trim()).filter(Boolean);
  const matches = given.some(value => JSON.parse(among).includes(value));
  return asked(form, document.getElementById(`item-${name}`)) && given.length > 0 && matches !== (not !== undefined);
}

function skip(form) {
  const shown = [];
  for (const card of form.querySelectorAll("[data-if]")) {
    card.hidden = !asked(form, card);
    if (!card.hidden) shown.push(card.id.slice("item-".length));
  }
  form.elements.shown.value = shown.join(" ");
}

// "None of these" rules the others out, and any other rules it out.
function alone(form, box) {
  if (box.type !== "checkbox" || !box.checked) return;
  for (const other of named(form, box.name)) {
    if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
  }
}

// Who writes own words means the choice they stand beside.
function own(form, field) {
  const name = field.name.replace(/-other$/, ""), choices = name === field.name ? [] : named(form, name);
  const meant = choices.find(each => "other" in each.dataset);
  if (!meant || !field.value.trim() || (meant.type === "radio" && choices.some(each => each.checked))) return;
  meant.checked = true;
  alone(form, meant);
}

// A choice that stands in one place of a ranking cannot be taken in another.
function places(form) {
  for (const place of form.querySelectorAll(".place select")) {
    const taken = named(form, place.name).filter(each => each !== place).map(each => each.value);
    for (const option of place.options) option.disabled = option.value !== "" && taken.includes(option.value);
  }
}

// Near the limit the length is shown at once, and said aloud after a pause. The server counts a line break as two.
let pause;
function length(field) {
  const most = Number(field.dataset.most), left = most - [...field.value.replace(/\r?\n/g, "\r\n")].length;
  let told = field.parentNode.querySelector(".count");
  if (left > Math.max(50, most / 10)) return told && told.remove();
  if (!told) {
    told = card("count");
    field.after(told);
  }
  const [fits, over] = told.children;
  fits.hidden = left < 0;
  over.hidden = left >= 0;
  told.classList.toggle("wrong", left < 0);
  (left < 0 ? over : fits).lastElementChild.textContent = number(Math.abs(left));
  clearTimeout(pause);
  pause = setTimeout(() => { document.getElementById("live").textContent = told.innerText; }, 1500);
}

// Look at everything anew: after a change, or when answers came from elsewhere than the keyboard.
function settle(form) {
  skip(form);
  places(form);
}

function items(form) {
  form.addEventListener("input", ({ target }) => {
    alone(form, target);
    own(form, target);
    settle(form);
    if (target.dataset.most) length(target);
  });
  settle(form);
}
