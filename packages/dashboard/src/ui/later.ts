import { useEffect, useState } from "react";

/** The value once it has been the same for so many milliseconds. */
export function useLater(value: string, millis: number): string {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), millis);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return later;
}
