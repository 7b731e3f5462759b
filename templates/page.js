'use strict';
// Shows the entries that hold all words searched for, belong to the resource and have one of the verdicts that are chosen.
const search = document.getElementById('search');
const resource = document.getElementById('resource');
const boxes = [...document.querySelectorAll('input[name="verdict"]')];
const none = document.getElementById('none');
const articles = [...document.querySelectorAll('article')].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
  verdicts: element.dataset.verdicts.split(' '),
  resource: element.dataset.resource,
}));
const sections = [...document.querySelectorAll('section')];

function update() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  let shown = 0;
  for (const it of articles) {
    const fits = words.every((word) => it.text.includes(word))
      && (resource.value === '' || resource.value === it.resource)
      && (chosen.length === 0 || chosen.some((verdict) => it.verdicts.includes(verdict)));
    it.element.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  for (const section of sections) {
    section.hidden = section.querySelector('article:not([hidden])') === null;
  }
  document.getElementById('shown').textContent = shown + ' of ' + articles.length + ' shown';
  if (articles.length > 0) {
    none.hidden = shown > 0;
  }
}

document.querySelector('.controls').addEventListener('submit', (event) => event.preventDefault());
for (const control of [search, resource, ...boxes]) {
  control.addEventListener('input', update);
}
update();
