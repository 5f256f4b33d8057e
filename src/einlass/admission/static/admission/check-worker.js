// Checks a draw beside the page, so that it stays usable. Gets one request, and answers with what each step found.

import { checkDraw } from "./draw-check.js";

addEventListener("message", async ({ data }) => {
  try {
    for await (const report of checkDraw(data)) postMessage({ report });
    postMessage({ isDone: true });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
