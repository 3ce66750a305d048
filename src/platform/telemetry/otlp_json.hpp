// Spans in the JSON encoding of OTLP 1.x. Internal to the room.
#pragma once

#include "ports/tracing.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::platform {

/// What records: "service.name" and its like, as OpenTelemetry's conventions for resources call
/// them.
using OtlpResource = std::vector<std::pair<std::string, std::string>>;
using SpanRecords = std::vector<std::unique_ptr<ports::SpanRecord>>;

/// An ExportTraceServiceRequest. Source: opentelemetry-proto, docs/specification.md, "JSON Protobuf
/// encoding": ids in hexadecimal, 64-bit numbers as texts, enumerations as numbers.
[[nodiscard]] std::string to_otlp_json(const OtlpResource& resource, std::string_view version,
                                       const SpanRecords& spans);

/// How many spans a 200 says were not taken (`partialSuccess.rejectedSpans`); 0 when it says
/// nothing.
[[nodiscard]] std::int64_t rejected_spans(std::string_view answer);

}  // namespace boxoffice::platform
