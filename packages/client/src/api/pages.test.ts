import { expect, it } from "vitest";
import { pages } from "./pages.ts";

interface Body {
  limit: number;
  offset: number;
  sort?: string;
}

/** A list of `size` objects behind a filter method, and the bodies it was asked with. */
function source(size: number) {
  const items = Array.from({ length: size }, (_, id) => ({ id }));
  const asked: Body[] = [];
  const list = pages(async (body) => {
    const { limit, offset } = body as Body;
    asked.push(body as Body);
    return items.slice(offset, offset + limit);
  });
  return { items, asked, list };
}

it("reads page after page until one is not full", async () => {
  const { items, asked, list } = source(5);
  expect(await Array.fromAsync(list({ pageSize: 2 }))).toEqual(items);
  expect(asked.map(({ limit, offset }) => [limit, offset])).toEqual([[2, 0], [2, 2], [2, 4]]); // prettier-ignore
});

it("asks for no more than wanted", async () => {
  const { asked, list } = source(10);
  expect(await Array.fromAsync(list({ pageSize: 4, limit: 5 }))).toHaveLength(5);
  expect(asked.map(({ limit }) => limit)).toEqual([4, 1]);
});

it("reads the next page only when it is needed", async () => {
  const { asked, list } = source(10);
  for await (const item of list({ pageSize: 2 })) if ((item as { id: number }).id === 1) break;
  expect(asked).toHaveLength(1);
});

it("does not repeat objects that newer ones have pushed to the next page", async () => {
  const { items, list } = source(6);
  const seen: unknown[] = [];
  for await (const item of list({ pageSize: 3 })) {
    seen.push((item as { id: number }).id);
    if (seen.length === 1) items.unshift({ id: 100 });
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
});

it("passes filter and sort order on", async () => {
  const { asked, list } = source(0);
  await Array.fromAsync(list({ filter: { flows: { name: 1 } }, sort: "NAME_ASC" }));
  expect(asked).toEqual([{ flows: { name: 1 }, sort: "NAME_ASC", limit: 200, offset: 0 }]);
});
