// Friendly names for visitors who do not give one.
/** A name such as "Amber Heron"; `random` gives numbers from 0 up to, not including, 1. */
export const friendlyName = (random: () => number): string =>
  `${pick(qualities, random)} ${pick(creatures, random)}`

const pick = (words: readonly string[], random: () => number): string =>
  words[Math.floor(random() * words.length)] ?? 'Kind'

const qualities = `
  Amber Autumn Azure Balmy Blithe Brave Breezy Bright Calm Candid Cheerful Clever Coral Cosy
  Crimson Curious Dapper Daring Earnest Easy Eager Fair Gentle Glad Golden Graceful Hazel Honest
  Humble Indigo Ivory Jolly Jovial Kind Lively Lucky Lunar Mellow Merry Mindful Misty Nimble Noble
  Olive Patient Playful Polite Quiet Radiant Rosy Serene Silver Sincere Snowy Sunny Tender Velvet
  Violet Warm Wise Witty
`
  .trim()
  .split(/\s+/)

const creatures = `
  Albatross Alpaca Avocet Badger Beaver Bittern Bluebird Bumblebee Butterfly Chickadee Cricket
  Curlew Deer Dolphin Dormouse Dove Dragonfly Dunlin Eider Falcon Finch Firefly Fox Gazelle Gecko
  Goldfinch Hare Hedgehog Heron Hoopoe Ibis Jay Kestrel Kingfisher Kiwi Koala Lark Linnet Lynx
  Magpie Manatee Marten Nightingale Nuthatch Oriole Osprey Otter Owl Panda Petrel Plover Puffin
  Quokka Rabbit Raven Robin Sandpiper Seal Sparrow Squirrel Starling Swallow Swift Tern Turtle
  Wagtail Wren
`
  .trim()
  .split(/\s+/)
