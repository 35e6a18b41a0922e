// ---- Elements ----

function stepTitle(step) {
  const title = one(`#title-${step} .title`).textContent;
  return `Step ${step}: ${title[0].toUpperCase()}${title.slice(1)}`;
}

function element(tag, attributes = {}, ...children) {
  const made = tag.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
  for (const [name, text] of Object.entries(attributes)) {
    if (name === "class") made.setAttribute("class", text);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), text);
    else if (text !== false && text !== undefined) made.setAttribute(name, text === true ? "" : text);
  }
  made.append(...children);
  return made;
}
