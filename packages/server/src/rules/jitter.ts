/**
 * A wait drawn from an exponential distribution with mean `average`, conditioned on an interval around it, by its
 * inverse distribution function (spec CORE, 6.6).
 *
 * @param average seconds; 0 or less gives 0
 * @param factor how far the wait may exceed the average: the interval ends at `average * (1 + factor)`
 * @param random uniform in [0, 1)
 */
export function clampedPoisson(average: number, factor: number, random: number): number {
  if (average <= 0) return 0;
  const upper = average * (1 + factor);
  const power = 2 ** (1 + factor);
  const lower = average * Math.log2(power / (power - 1));
  const distribution = (wait: number): number => 1 - Math.exp(-wait / average);
  const position = distribution(lower) + random * (distribution(upper) - distribution(lower));
  return -average * Math.log(1 - position);
}
