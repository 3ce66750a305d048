#include "platform/telemetry/json_log.hpp"

#include "contracts/codec.hpp"
#include "platform/telemetry/printable.hpp"
#include "ports/trace_context.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <mutex>
#include <string>
#include <utility>

namespace boxoffice::platform {
namespace {

struct NamedLevel {
    std::string_view name;
    ports::LogLevel level;
    spdlog::level::level_enum vendor;
};

constexpr std::array<NamedLevel, 4> levels{{
    {"debug", ports::LogLevel::debug, spdlog::level::debug},
    {"info", ports::LogLevel::info, spdlog::level::info},
    {"warning", ports::LogLevel::warning, spdlog::level::warn},
    {"error", ports::LogLevel::error, spdlog::level::err},
}};

const NamedLevel& named(ports::LogLevel level) {
    return levels[static_cast<std::size_t>(level)];
}

class OutputSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit OutputSink(JsonLog::Output output) : output_(std::move(output)) {}

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        output_({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

    JsonLog::Output output_;
};

std::unique_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink) {
    auto logger = std::make_unique<spdlog::logger>("boxoffice", std::move(sink));
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);  // JsonLog has decided before
    return logger;
}

void append_member(std::string& line, std::string_view name, std::string_view value) {
    line += line.empty() ? '{' : ',';
    contracts::append_json_string(line, printable(name));
    line += ':';
    contracts::append_json_string(line, printable(value));
}

}  // namespace

std::string_view to_text(ports::LogLevel level) {
    return named(level).name;
}

std::optional<ports::LogLevel> parse_log_level(std::string_view text) {
    for (const auto& candidate : levels) {
        if (candidate.name == text) return candidate.level;
    }
    return std::nullopt;
}

JsonLog::JsonLog(const base::Clock& clock, ports::LogLevel least)
    : clock_(clock),
      least_(least),
      logger_(make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>())) {}

JsonLog::JsonLog(const base::Clock& clock, ports::LogLevel least, Output output)
    : clock_(clock),
      least_(least),
      logger_(make_logger(std::make_shared<OutputSink>(std::move(output)))) {}

JsonLog::~JsonLog() = default;

void JsonLog::write(ports::LogLevel level, std::string_view message,
                    std::initializer_list<Field> fields) {
    if (level < least_.load(std::memory_order_relaxed)) return;
    std::string line;
    line.reserve(256);
    append_member(line, "time", base::to_rfc3339(clock_.now()));
    append_member(line, "level", to_text(level));
    append_member(line, "message", message);
    for (const auto& [name, value] : fields) append_member(line, name, value);
    if (const auto& trace = ports::current_trace(); trace.is_known()) {
        append_member(line, "trace_id", ports::to_hex(trace.trace_id));
        append_member(line, "span_id", ports::to_hex(trace.span_id));
    }
    line += '}';
    logger_->log(named(level).vendor, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace boxoffice::platform
