// After the application was sent, nothing of it stays on the device: <… data-clear-draft="event">
import { Draft, draftKey } from "./draft.js";

for (const { dataset } of document.querySelectorAll("[data-clear-draft]")) {
  new Draft(window.localStorage, draftKey(dataset.clearDraft)).discard();
}
