// The order of revisions reacts at once to the sliders; without this the button does the same.
(() => {
  const form = document.getElementById("weights"), told = document.getElementById("reordered");
  const sliders = [...form.querySelectorAll("input[type=range]")];
  let percent;
  try { percent = new Intl.NumberFormat(document.documentElement.lang, {style: "percent"}); }
  catch { percent = new Intl.NumberFormat("en", {style: "percent"}); }
  const score = (parts, weights, total) =>
    total ? Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * parts[name], 0) / total : 0;

  const reorder = () => {
    const weights = Object.fromEntries(sliders.map((each) => [each.name, Number(each.value)]));
    const total = Object.values(weights).reduce((sum, each) => sum + each, 0);
    let moved = false;
    for (const list of document.querySelectorAll("[data-ranked]")) {
      const cards = [...list.children].map((card, place) => {
        const shown = card.querySelector("[data-parts]");
        const value = shown ? score(JSON.parse(shown.dataset.parts), weights, total) : 0;
        if (shown) {
          shown.querySelector("[data-score]").textContent = percent.format(value);
          shown.querySelector(".bar-fill").setAttribute("width", `${100 * value}%`);
        }
        return {card, place, value};
      });
      const sorted = [...cards].sort((one, other) => other.value - one.value || one.place - other.place);
      if (sorted.some((each, at) => each !== cards[at])) {
        moved = true;
        list.append(...sorted.map((each) => each.card));
      }
    }
    if (moved) told.textContent = told.dataset.words;
  };
  for (const each of sliders) each.addEventListener("input", reorder);
})();
