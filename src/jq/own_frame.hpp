// BATON_OWN_FRAME keeps a function's variables off the frames of its callers. The parser, the compiler and the
// evaluator recurse, and inlining would add up all alternatives in the one frame that every level has.
#pragma once

#define BATON_OWN_FRAME [[gnu::noinline]]
