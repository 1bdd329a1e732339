/** The address of a type's picture, if it is one of this server's own: nothing is fetched from another host. */
export function localLogo(address: string | null | undefined, base: string): string | undefined {
  if (!address) return undefined;
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/.test(address)) return address;
  try {
    const url = new URL(address, base);
    return url.origin === new URL(base).origin ? url.href : undefined;
  } catch {
    return undefined;
  }
}
