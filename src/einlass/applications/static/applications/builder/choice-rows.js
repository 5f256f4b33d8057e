// Orders and adds rows of choices at once; without script the same buttons ask the server.
for (const list of document.querySelectorAll("[data-choice-rows]")) {
  const form = list.closest("form");
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=choices]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-choice-row]");
    if (!row) addRow(list);
    else if (button.value.startsWith("up")) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    number(list);
    (row ? button : list.lastElementChild.querySelector("input[type=text]")).focus();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function addRow(list) {
  const row = list.lastElementChild.cloneNode(true);
  row.classList.remove("field--wrong");
  row.querySelector(".field__errors")?.remove();
  row.querySelector("[data-choice-used]").textContent = "";
  for (const input of row.querySelectorAll("input")) {
    if (input.type === "checkbox") input.checked = false;
    else input.value = "";
  }
  list.append(row);
}

function number(list) {
  [...list.children].forEach((row, place) => {
    for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(/^choice-\d+-/, `choice-${place}-`));
      }
      if (element.name === "choices") element.value = element.value.replace(/\d+$/, place);
    }
  });
}
