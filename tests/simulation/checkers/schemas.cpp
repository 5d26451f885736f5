// Nothing that its schema refuses comes out of a task or a workflow, whatever operators answer. The schemas are read in the
// documents, and the values judged by the reference.
#include "simulation/checkers/checkers.hpp"

#include "simulation/reference/reference.hpp"

namespace baton::tests {
namespace {

const Value* output_schema(const Value& definition) {
  const Value* output = definition.find("output");
  const Value* schema = output == nullptr ? nullptr : output->find("schema");
  return schema == nullptr ? nullptr : schema->find("document");
}

}  // namespace

void check_schemas(const Run& run, Violations& violations) {
  for (const auto& [id, found] : run.evidence.instances) {
    if (found.program->hosted) continue;
    const auto check = [&](const core::Task& task, const Value& output) {
      const Value* schema = output_schema(task.definition);
      if (schema == nullptr || is_valid(*schema, output)) return;
      violations.push_back("schemas: " + id + " completed " + task.reference + " with " + to_json(output) +
                           ", which its schema refuses");
    };
    for (const core::HistoryRecord& record : found.history) {
      for (const core::Change& change : record.changes) {
        if (change.kind == core::ChangeKind::TaskCompleted) check(found.program->task(change.task), change.output);
      }
    }
    if (found.stored.status == Status::Completed) check(found.program->task(core::kRootTask), found.stored.output);
  }
}

}  // namespace baton::tests
