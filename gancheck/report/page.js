"use strict";
// Sorting and filtering of the table of claims, with the state in the address; without this script all is visible.
const table = document.getElementById("table");
const form = document.getElementById("filter");
const rows = Array.from(table.tBodies[0].rows);
const numeric = new Set(["claim", "cases", "residual", "bound", "margin"]);
const grave = { violated: 0, inconclusive: 1, holds: 2, skipped: 3 };
let sort = "";

function order(row, column) {
  const value = row.dataset[column];
  if (column === "verdict") return grave[value];
  return numeric.has(column) ? Number(value.replace("inf", "Infinity")) : value;
}

function apply() {
  const state = new FormData(form);
  const words = String(state.get("q")).toLowerCase();
  const column = sort.replace("-", "");
  const sign = sort.startsWith("-") ? -1 : 1;
  const sorted = rows.toSorted((a, b) => {
    const [x, y] = [order(a, column || "claim"), order(b, column || "claim")];
    return sign * (x < y ? -1 : x > y ? 1 : 0);
  });
  table.tBodies[0].append(...sorted);
  let shown = 0;
  for (const row of rows) {
    row.hidden =
      (state.get("verdict") && row.dataset.verdict !== state.get("verdict")) ||
      (state.get("tier") && !row.dataset.tier.split(" ").includes(state.get("tier"))) ||
      !row.textContent.toLowerCase().includes(words);
    shown += !row.hidden;
  }
  form.querySelector("output").value = shown === rows.length ? "" : `${shown} of ${rows.length} claims`;
  for (const head of table.tHead.querySelectorAll("[data-sort]")) {
    if (head.dataset.sort === column) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
}

function remember() {
  const state = new URLSearchParams([...new FormData(form), ["sort", sort]].filter((pair) => pair[1]));
  try {
    history.replaceState(null, "", `?${state}${location.hash}`);
  } catch {
    // Some browsers keep the address of a local file fixed: sorting works, only the link does not follow.
  }
}

function change() {
  apply();
  remember();
}

for (const head of table.tHead.querySelectorAll("[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    sort = sort === head.dataset.sort ? `-${sort}` : head.dataset.sort;
    change();
  });
}
const initial = new URLSearchParams(location.search);
for (const name of ["q", "verdict", "tier"]) form.elements[name].value = initial.get(name) ?? "";
sort = initial.get("sort") ?? "";
if (!table.tHead.querySelector(`[data-sort="${CSS.escape(sort.replace("-", ""))}"]`)) sort = "";
form.hidden = false;
form.addEventListener("input", change);
form.addEventListener("submit", (event) => event.preventDefault());
apply();
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => (part.open = true)));
