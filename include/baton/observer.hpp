// What an observer of an engine gets (Engine::observe): history entries, and a gap mark where it was too slow for some.
//
//   baton::Engine::Subscription watching;                        // outlives the engine
//   auto engine = baton::Engine::open("sqlite:orders.db").or_exit();
//   watching = engine.observe([&](const baton::Observed& observed) {
//     if (const auto* entry = std::get_if<baton::HistoryEntry>(&observed)) return show(*entry);
//     for (const auto& missed : std::get<baton::Gap>(observed).instances) show_again(engine.history(missed.instance));
//   }).or_exit();
//
// A subscription that ends drops what still waits in its queue. One that outlives the engine gets it while the engine closes.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/ids.hpp>
#include <baton/instance.hpp>
#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {

// Entries are missing here: they did not fit into the observer's queue. The history has them. A history that is read now may also
// hold entries that the observer is still to get; revision and position say which.
struct Gap {
  struct Missed {
    InstanceId instance;
    Revision from;  // of the first entry that is missing

    friend bool operator==(const Missed&, const Missed&) = default;
  };
  std::uint64_t entries = 0;  // how many are missing
  Timestamp since;            // the earliest and the latest time of one of them
  Timestamp until;
  std::vector<Missed> instances;  // whose entries are missing: the first 1,000
  bool names_all = true;          // false: entries of further instances are missing
};

using Observed = std::variant<HistoryEntry, Gap>;
using Observer = std::function<void(const Observed&)>;

struct ObserveOptions {
  // Entries that may wait for the observer. They hold their outputs in memory.
  std::size_t queue = 10'000;
};

}  // namespace baton BATON_PUBLIC
