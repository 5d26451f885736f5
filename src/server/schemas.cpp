#include "server/openapi.hpp"

#include "base/check.hpp"

namespace baton::server {
namespace {

constexpr const char* kSchemas = R"json({
"Name": {"type": "object", "required": ["namespace", "name", "version"], "properties": {
  "namespace": {"type": "string"}, "name": {"type": "string"}, "version": {"type": "string"}}},
"Document": {"type": "object", "description": "A workflow document of the Open Workflow Specification", "required": ["document", "do"]},
"WorkflowSummary": {"type": "object", "required": ["workflow", "digest", "storedAt", "operatorCalls"], "properties": {
  "workflow": {"$ref": "#/components/schemas/Name"}, "digest": {"type": "string"}, "storedAt": {"type": "string"},
  "operatorCalls": {"type": "array", "items": {"type": "string"}, "description": "What the server must have to run it"}}},
"Deployed": {"allOf": [{"$ref": "#/components/schemas/WorkflowSummary"}, {"type": "object", "required": ["notes"], "properties": {
  "notes": {"type": "array", "items": {"type": "string"}, "description": "Of the compiler: LINE:COLUMN: note: …"}}}]},
"Workflow": {"allOf": [{"$ref": "#/components/schemas/WorkflowSummary"}, {"type": "object", "required": ["document"], "properties": {
  "document": {"type": "object"}}}]},
"WorkflowList": {"type": "object", "required": ["workflows"], "properties": {
  "workflows": {"type": "array", "items": {"$ref": "#/components/schemas/WorkflowSummary"}}}},
"Start": {"type": "object", "required": ["workflow"], "additionalProperties": false, "properties": {
  "workflow": {"type": "object", "required": ["namespace", "name"], "additionalProperties": false, "properties": {
    "namespace": {"type": "string"}, "name": {"type": "string"}, "version": {"type": "string", "description": "Else the newest"}}},
  "id": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$", "description": "Else a random one"},
  "input": {}}},
"Fork": {"type": "object", "required": ["revision"], "additionalProperties": false, "properties": {
  "revision": {"type": "integer", "minimum": 1, "description": "The fork begins as the instance was then"},
  "id": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,128}$", "description": "Else a random one"},
  "input": {"description": "In place of the instance's, for what reads $workflow.input from then on"},
  "context": {"description": "In place of the instance's"},
  "workflow": {"type": "object", "required": ["namespace", "name"], "additionalProperties": false, "description": "Another version of its workflow", "properties": {
    "namespace": {"type": "string"}, "name": {"type": "string"}, "version": {"type": "string", "description": "Else the newest"}}},
  "force": {"type": "boolean", "description": "Although it has not ended, or something may be done twice"}}},
"ForkPreview": {"type": "object", "required": ["source", "revision", "workflow", "effects"], "properties": {
  "source": {"type": "string"}, "revision": {"type": "integer"}, "workflow": {"$ref": "#/components/schemas/Name"},
  "effects": {"type": "array", "items": {"type": "object", "required": ["kind", "task", "name", "text"], "properties": {
  "kind": {"type": "string", "enum": ["call", "child", "timer", "undo"]}, "task": {"type": "string"}, "name": {"type": "string"},
  "text": {"type": "string"}}}}}},
"Cancel": {"type": "object", "additionalProperties": false, "properties": {
  "compensate": {"type": "boolean", "description": "Undo what had completed, newest first"}}},
"Send": {"type": "object", "additionalProperties": false, "properties": {
  "event": {"description": "As the machine writes its events; for a workflow a CloudEvent"},
  "format": {"type": "integer", "description": "Of the machine's formats, the one that the event is written in; 1 by default"},
  "source": {"type": "string"}, "id": {"type": "string", "description": "With `source` it says which event it is"}}},
"Filter": {"type": "object", "additionalProperties": false, "properties": {
  "status": {"$ref": "#/components/schemas/Status"}, "namespace": {"type": "string"}, "name": {"type": "string"}}},
"Bulk": {"type": "object", "additionalProperties": false, "properties": {
  "filter": {"$ref": "#/components/schemas/Filter"}, "dryRun": {"type": "boolean", "description": "Only count"}}},
"BulkCancel": {"type": "object", "additionalProperties": false, "properties": {
  "filter": {"$ref": "#/components/schemas/Filter"}, "dryRun": {"type": "boolean", "description": "Only count"},
  "compensate": {"type": "boolean", "description": "Undo what had completed, newest first"}}},
"BulkReport": {"type": "object", "required": ["dryRun", "matched", "done", "refused", "failed", "complete", "problems"], "properties": {
  "dryRun": {"type": "boolean"}, "matched": {"type": "integer"}, "done": {"type": "integer"}, "refused": {"type": "integer"},
  "failed": {"type": "integer"}, "complete": {"type": "boolean"}, "problems": {"type": "array", "items": {"type": "object",
  "required": ["id", "error"], "properties": {"id": {"type": "string"}, "error": {"type": "string"}}}}}},
"Status": {"type": "string", "enum": ["pending", "running", "waiting", "suspended", "cancelled", "faulted", "completed"]},
"InstanceSummary": {"type": "object", "required": ["id", "workflow", "digest", "status", "revision", "startedAt", "endedAt", "parent"],
  "properties": {"id": {"type": "string"}, "workflow": {"$ref": "#/components/schemas/Name"}, "digest": {"type": "string"},
  "status": {"$ref": "#/components/schemas/Status"}, "revision": {"type": "integer"}, "startedAt": {"type": "string"},
  "endedAt": {"type": ["string", "null"]}, "parent": {"type": ["string", "null"]}, "reason": {"type": "string"}}},
"Quarantined": {"type": "object", "required": ["id", "status", "reason"], "properties": {
  "id": {"type": "string"}, "status": {"const": "quarantined"}, "reason": {"type": "string"}}},
"InstanceList": {"type": "object", "required": ["instances", "cursor"], "properties": {
  "instances": {"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/InstanceSummary"},
  {"$ref": "#/components/schemas/Quarantined"}]}}, "cursor": {"type": ["string", "null"]}}},
"Error": {"type": "object", "required": ["type", "status"], "description": "Of a workflow: Problem Details", "properties": {
  "type": {"type": "string"}, "status": {"type": "integer"}}},
"Task": {"type": "object", "required": ["reference", "name", "startedAt", "doing"], "properties": {
  "reference": {"type": "string"}, "name": {"type": "string"}, "startedAt": {"type": "string"}, "doing": {"type": "string"}}},
"Instance": {"allOf": [{"$ref": "#/components/schemas/InstanceSummary"}, {"type": "object",
  "required": ["input", "context", "output", "error", "tasks"], "properties": {"input": {}, "context": {}, "output": {},
  "error": {"anyOf": [{"$ref": "#/components/schemas/Error"}, {"type": "null"}]},
  "tasks": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}}}}]},
"HistoryEntry": {"type": "object", "required": ["revision", "time", "kind", "task", "name", "attempt", "output", "error", "caller",
  "engineVersion"], "properties": {"revision": {"type": "integer"}, "time": {"type": "string"}, "kind": {"type": "string"},
  "task": {"type": "string"}, "name": {"type": "string"}, "attempt": {"type": "integer"}, "output": {},
  "error": {"anyOf": [{"$ref": "#/components/schemas/Error"}, {"type": "null"}]}, "caller": {"type": ["string", "null"]},
  "engineVersion": {"type": "string"}}},
"History": {"type": "object", "required": ["entries", "next"], "properties": {
  "entries": {"type": "array", "items": {"$ref": "#/components/schemas/HistoryEntry"}}, "next": {"type": ["integer", "null"]}}},
"AuditEntry": {"type": "object", "required": ["number", "time", "caller", "action", "subject"], "properties": {
  "number": {"type": "integer"}, "time": {"type": "string"}, "caller": {"type": ["string", "null"]},
  "action": {"type": "string"}, "subject": {"type": "string"}}},
"Audit": {"type": "object", "required": ["entries", "next"], "properties": {
  "entries": {"type": "array", "items": {"$ref": "#/components/schemas/AuditEntry"}}, "next": {"type": ["integer", "null"]}}},
"CloudEvent": {"type": "object", "description": "CloudEvents 1.0, structured", "required": ["specversion", "id", "source", "type"], "properties": {
  "specversion": {"const": "1.0"}, "id": {"type": "string"}, "source": {"type": "string"}, "type": {"type": "string"},
  "subject": {"type": "string"}, "time": {"type": "string"}, "datacontenttype": {"type": "string"}, "dataschema": {"type": "string"},
  "data": {}, "data_base64": {"type": "string"}}},
"PublishedEvents": {"type": "object", "required": ["events"], "properties": {"events": {"type": "array", "items": {"type": "object",
  "required": ["position", "source", "id", "duplicate"], "properties": {"position": {"type": "integer"}, "source": {"type": "string"},
  "id": {"type": "string"}, "duplicate": {"type": "boolean", "description": "The log had it already, at that position"}}}}}},
"EventPage": {"type": "object", "required": ["events", "gap", "next", "last"], "properties": {"events": {"type": "array", "items": {
  "type": "object", "required": ["position", "appendedAt", "event"], "properties": {"position": {"type": "integer"},
  "appendedAt": {"type": "string"}, "event": {"$ref": "#/components/schemas/CloudEvent"}}}},
  "gap": {"anyOf": [{"type": "null"}, {"type": "object", "required": ["first", "last"], "properties": {
  "first": {"type": "integer"}, "last": {"type": "integer"}}}]}, "next": {"type": "integer"}, "last": {"type": "integer"}}},
"Any": {},
"Schedule": {"type": "object", "required": ["id", "workflow", "name", "missed", "most", "overlap", "input", "paused", "last", "next", "running",
  "waiting", "lastRun", "runs", "skipped", "failed", "problem", "lastFailure"], "properties": {"id": {"type": "string"},
  "workflow": {"type": "object", "required": ["namespace", "name", "version"]}, "name": {"type": ["string", "null"],
  "description": "null: it is the one of the document"}, "every": {}, "cron": {"type": "string"}, "timezone": {"type": "string"}, "after": {},
  "missed": {"enum": ["skip", "latest", "all"]}, "most": {"type": "integer"}, "overlap": {"enum": ["allow", "skip", "queue", "cancel"]},
  "input": {}, "paused": {"type": "boolean"}, "last": {"type": ["string", "null"], "description": "What was due until then is done with"},
  "next": {"type": ["string", "null"]}, "running": {"type": ["string", "null"], "description": "The run whose end it waits for"},
  "waiting": {"type": "array", "items": {"type": "string"}}, "lastRun": {"type": ["string", "null"]}, "runs": {"type": "integer"},
  "skipped": {"type": "integer"}, "failed": {"type": "integer"}, "problem": {"type": ["string", "null"],
  "description": "Why the next run cannot be planned"}, "lastFailure": {"type": ["string", "null"]}}},
"ScheduleList": {"type": "object", "required": ["schedules"], "properties": {
  "schedules": {"type": "array", "items": {"$ref": "#/components/schemas/Schedule"}}}},
"NewSchedule": {"type": "object", "required": ["workflow", "name"], "additionalProperties": false, "description": "One of every, cron and after",
  "properties": {"workflow": {"type": "object", "required": ["namespace", "name"], "additionalProperties": false, "properties": {
    "namespace": {"type": "string"}, "name": {"type": "string"}, "version": {"type": "string", "description": "Else the newest at each run"}}},
  "name": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,63}$"}, "every": {}, "cron": {"type": "string"}, "after": {}, "timezone": {"type": "string"},
  "missed": {"enum": ["skip", "latest", "all"]}, "most": {"type": "integer", "minimum": 1, "maximum": 1000},
  "overlap": {"enum": ["allow", "skip", "queue", "cancel"]}, "input": {}}},
"Trigger": {"type": "object", "additionalProperties": false, "properties": {"id": {"type": "string", "description": "Of the run; else a random one"},
  "input": {"description": "Else that of the schedule"}}},
"Backfill": {"type": "object", "required": ["from", "to"], "additionalProperties": false, "properties": {
  "from": {"type": "string", "format": "date-time"}, "to": {"type": "string", "format": "date-time"}}},
"Webhook": {"type": "object", "required": ["name", "url", "secrets", "type", "source", "subject", "attempts", "paused", "stopped", "position",
  "delivered", "lastDelivered", "failedAttempts", "nextAttempt", "problem", "deadLetters", "lost", "lastTest"], "properties": {
  "name": {"type": "string"}, "url": {"type": "string"}, "secrets": {"type": "array", "items": {"type": "string"}, "description": "Names, never secrets"},
  "type": {"type": ["string", "null"]}, "source": {"type": ["string", "null"]}, "subject": {"type": ["string", "null"]},
  "attempts": {"type": "integer"}, "paused": {"type": "boolean"}, "stopped": {"type": ["string", "null"], "description": "Why it has stopped by itself"},
  "position": {"type": "integer", "description": "Of the event log: what is up to there is done with"}, "delivered": {"type": "integer"},
  "lastDelivered": {"type": ["string", "null"]}, "failedAttempts": {"type": "integer", "description": "Of the next event"},
  "nextAttempt": {"type": ["string", "null"]}, "problem": {"type": ["string", "null"]}, "deadLetters": {"type": "integer",
  "description": "Events that became dead letters, those that were sent again or discarded included"}, "lost": {"type": "integer",
  "description": "Positions that the log had dropped before they were looked at"}, "lastTest": {"type": ["string", "null"]}}},
"WebhookList": {"type": "object", "required": ["webhooks"], "properties": {
  "webhooks": {"type": "array", "items": {"$ref": "#/components/schemas/Webhook"}}}},
"NewWebhook": {"type": "object", "required": ["name", "url"], "additionalProperties": false, "properties": {
  "name": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,63}$"}, "url": {"type": "string"}, "secrets": {"type": "array", "maxItems": 4,
  "items": {"type": "string"}, "description": "Names in the server's secrets; each makes a signature"}, "type": {"type": "string"},
  "source": {"type": "string"}, "subject": {"type": "string"}, "attempts": {"type": "integer", "minimum": 1, "maximum": 100},
  "from": {"type": "integer", "minimum": 1, "description": "Of a new one: its first position in the log; else what comes from now on"}}},
"DeadLetterList": {"type": "object", "required": ["deadLetters", "cursor"], "properties": {"deadLetters": {"type": "array", "items": {
  "type": "object", "required": ["id", "position", "since", "attempts", "problem", "sending", "event"]}}, "cursor": {"type": ["string", "null"]}}},
"Redelivery": {"type": "object", "required": ["deadLetters"], "properties": {"deadLetters": {"type": "integer", "description": "That are sent again"}}},
"Health": {"type": "object", "required": ["status"], "properties": {"status": {"enum": ["alive", "ready"]}}},
"Description": {"type": "object", "required": ["openapi", "paths"]},
"Problem": {"type": "object", "required": ["type", "title", "status", "detail"], "description": "Problem Details, RFC 9457", "properties": {
  "type": {"type": "string", "pattern": "^urn:baton:problem:[a-z-]+$"}, "title": {"type": "string"}, "status": {"type": "integer"},
  "detail": {"type": "string"}, "details": {"type": "array", "items": {"type": "string"}}}}
})json";

}  // namespace

const Value& schemas() {
  static const Value all = [] {
    auto parsed = parse_json(kSchemas);
    BATON_CHECK(parsed.has_value(), "the schemas of the API must be JSON");
    return *std::move(parsed);
  }();
  return all;
}

}  // namespace baton::server
