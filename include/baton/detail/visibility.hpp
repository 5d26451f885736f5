// BATON_PUBLIC: what is declared in a namespace that is opened with it is visible to the users of the shared library. All
// public headers open theirs so; nothing from src/ does.
#pragma once

#define BATON_PUBLIC __attribute__((visibility("default")))
