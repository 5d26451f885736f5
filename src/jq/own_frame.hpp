// BATON_OWN_FRAME keeps a function's variables off the frames of its callers. The parser and the compiler recurse, and
// inlining would add up all alternatives of the grammar in the one frame that every level has.
#pragma once

#define BATON_OWN_FRAME [[gnu::noinline]]
