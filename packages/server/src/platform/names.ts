/** Names for runs that were given none: `quiet-heron`. */

const ADJECTIVES =
  "able amber ample arctic azure balmy bold brave breezy bright brisk calm candid clear clever cosmic crisp curious dapper daring deft eager early easy elegant fair fancy fearless fine fleet fluent frank fresh gentle glad golden grand hardy honest humble jolly keen kind lively loyal lucid lucky mellow merry mighty modest neat nimble noble patient placid plucky polite proud quick quiet rapid ready robust royal rustic sage serene sharp shiny silent silver sleek smart snug solid spry steady still sunny swift tidy tranquil trusty upbeat valiant vivid warm wise witty zesty".split(
    " ",
  );
const NOUNS =
  "alder badger barley basin bay beech birch bison brook canyon cedar cliff clover condor coral cove crane creek cypress dale delta dolphin dune eagle elm falcon fen fern finch fjord forest fox gannet glade glen gorge grove gull harbor hare harrier hawk hazel heath heron hill ibex inlet island jay juniper kestrel lagoon lake lark laurel leopard linnet lynx maple marlin marsh martin meadow mesa moor moss oak ocelot orchard osprey otter owl pebble petrel pine plover pond poplar prairie quail raven reed reef ridge river robin rowan salmon seal shore sparrow spring spruce stork stream summit swallow swan tarn teal tern thicket thrush trout tundra valley vole walrus warbler weir willow wren yew".split(
    " ",
  );

const pick = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)]!;

/** A random name of two words, such as `quiet-heron`. Not unique. */
export const randomName = (): string => `${pick(ADJECTIVES)}-${pick(NOUNS)}`;
