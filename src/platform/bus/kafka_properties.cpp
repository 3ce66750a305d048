// From our options and a file of librdkafka's own properties to its configuration.
#include "base/fault.hpp"
#include "platform/bus/kafka_options.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

namespace boxoffice::platform {
namespace {

/// What order per key and exactly-once effects rest upon, or what has an option of its own.
constexpr std::array<std::string_view, 19> owned_names{
    "acks",
    "auto.offset.reset",
    "bootstrap.servers",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.gapless.guarantee",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "group.instance.id",
    "max.in.flight",
    "max.in.flight.requests.per.connection",
    "message.timeout.ms",
    "delivery.timeout.ms",
    "metadata.broker.list",
    "partition.assignment.strategy",
    "partitioner",
    "request.required.acks",
    "transactional.id",
};

constexpr std::string_view file_suffix = ".file";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

[[noreturn]] void refuse(const std::string& sentence) {
    throw base::InfrastructureFault(sentence, base::Retry::no);
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (!file) refuse("the file " + path.string() + " of Kafka's properties cannot be read");
    return text;
}

}  // namespace

KafkaProperties read_kafka_properties(const std::filesystem::path& path) {
    KafkaProperties properties;
    const auto text = content_of(path);
    std::string_view rest{text};
    for (int number = 1; !rest.empty(); ++number) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty() || line.front() == '#') continue;
        const auto place = path.string() + " line " + std::to_string(number);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            refuse(place + " is not 'name=value', as librdkafka names its settings");
        }
        auto name = trimmed(line.substr(0, equals));
        std::string value{trimmed(line.substr(equals + 1))};
        if (name.ends_with(file_suffix)) {
            name.remove_suffix(file_suffix.size());
            value = std::string{trimmed(content_of(value))};
        }
        if (std::find(owned_names.begin(), owned_names.end(), name) != owned_names.end()) {
            refuse(place + " sets " + std::string{name} +
                   ", which Boxoffice sets itself: leave it out");
        }
        properties.emplace_back(name, std::move(value));
    }
    return properties;
}

}  // namespace boxoffice::platform
