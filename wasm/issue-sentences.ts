// What the module says to whoever issues codes, beyond sentences.ts: which limit of the format the claims break. Only in issuer.wasm.
import { speakToIssuers } from './sentences';

const CLAIMS = ascii(`\
64 A text is not valid UTF-8 or contains a control character; use a text without it.
110 The claims must be one map with only the members that are known; report this to the maker of the portal.
111 The license id, the product, the time of issue or the token id is missing; fill it in.
112 The issuer must be a text of 1 to 64 bytes; change it.
113 The license id must be a text of 1 to 40 bytes; change it.
114 The product must be a text of 1 to 64 bytes; change it.
115 The end of the license must be a time before the year 10000; change it.
116 The start of the license must be a time before the year 10000; change it.
117 The time of issue must be a time before the year 10000; change it.
118 The token id must have 8 bytes; change it.
119 The nonce must have 8 bytes; ask for a new request.
120 The license terms must be a map with only the members that are known; report this to the maker of the portal.
121 The customer id must be a text of 1 to 64 bytes; change it.
122 There can be at most 64 features; leave some out.
123 The names of features must be different texts of 1 to 64 bytes; change them.
124 A feature must be true, a whole number up to 9007199254740991, or a text of at most 256 bytes; change it.
125 There must be 1 to 64 domains; leave some out.
126 A domain must be labels of a-z, 0-9, - and _ joined by dots, after at most one leading *. , in at most 253 bytes; change it.
127 The machine must have 1 to 8 different bindings and need 1 of them or more, at most all; change their number.
128 The time until a refresh must be whole seconds up to 253402300799; change it.
129 The time until a check-in must be whole seconds up to 253402300799; change it.
130 The plan must be a text of 1 to 40 bytes; change it.
131 The renewal window must be whole seconds up to 253402300799; change it.
132 The epoch must be a whole number up to 4294967295; change it.
133 A private claim has a value that does not occur in codes; leave it out.
150 The code would have more than 512 bytes; use fewer or shorter features, domains or texts.
151 The number of bindings that must match has to be more than half of them; raise it, or use fewer components.
152 What is to be assembled is not what the module gave to be signed; sign exactly these bytes, with a signature of 64 bytes.
`);

speakToIssuers(CLAIMS);
