/**
 * The health check of the image: ends well if the server in this container has its database, or else the worker in it is
 * heard by its server (`weir worker start --with-healthcheck`).
 */
const port = process.env.WEIR_SERVER_PORT || "4200";
const places = [`http://127.0.0.1:${port}/api/ready`, "http://127.0.0.1:8080/health"];

const isWell = async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
};

try {
  await Promise.any(places.map(isWell));
} catch (error) {
  // A port that nobody listens on says nothing; what answered, and is not well, is worth telling.
  const told = error.errors.filter(({ name }) => name !== "TypeError").map(({ message }) => message);
  console.error(told.join("; ") || `nothing answers at ${places.join(" or ")}`);
  process.exitCode = 1;
}
