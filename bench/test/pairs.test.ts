import { expect, test } from "vitest";

import { interleave, pairedRatio } from "../harness/pairs.ts";

const ones = Array.from({ length: 9 }, () => 1);

test("the ratio of nine pairs is their median, between the second lowest and the second highest", () => {
  expect(pairedRatio([9, 1, 8, 2, 7, 3, 6, 4, 5], ones)).toEqual({ median: 5, low: 2, high: 8 });
});

test("more pairs narrow the interval: with 101 it is the 41st to the 61st", () => {
  const numerators = Array.from({ length: 101 }, (_, index) => index + 1);
  const ratio = pairedRatio(
    numerators,
    numerators.map(() => 1),
  );
  expect(ratio).toEqual({ median: 51, low: 41, high: 61 });
});

test("pairs are kept together: a machine that is slow for a whole round changes nothing", () => {
  const slow = [1, 1, 1, 50, 50, 1, 1, 1, 1];
  expect(
    pairedRatio(
      slow.map((factor) => 3 * factor),
      slow,
    ),
  ).toEqual({ median: 3, low: 3, high: 3 });
});

test("fewer than nine pairs are refused", () => {
  expect(() => pairedRatio([1, 2], [1, 1])).toThrow("9 are needed");
});

test("a value that is not a positive number is refused", () => {
  expect(() => pairedRatio([0, 1, 1, 1, 1, 1, 1, 1, 1], ones)).toThrow("not a positive number");
});

test("each round measures every column once and begins with another one", async () => {
  const order: string[] = [];
  const samples = await interleave(["ours", "peer", "floor"], 3, (column) => {
    order.push(column);
    return Promise.resolve(order.length);
  });
  expect(order.join(" ")).toBe("ours peer floor peer floor ours floor ours peer");
  expect(samples.get("ours")).toEqual([1, 6, 8]);
});
