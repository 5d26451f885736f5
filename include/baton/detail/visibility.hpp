// BATON_PUBLIC: declarations in a namespace that is opened with it are visible to users of the shared library. All public
// headers open their namespace with it; no file in src/ does.
#pragma once

#define BATON_PUBLIC __attribute__((visibility("default")))
