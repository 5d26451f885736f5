// JSON Schemas for generated documents. They never depend on what a string of unknown data says.
#pragma once

#include "simulation/choices.hpp"

#include <baton/value.hpp>

namespace baton::tests {

// {format, document}: for data that is drawn as the generator draws it, valid more often than not.
[[nodiscard]] Value random_schema(simulation::Choices& choices);

}  // namespace baton::tests
