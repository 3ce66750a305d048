// The program. `boxoffice --help` lists its commands.
#include "app/commands.hpp"
#include "base/fault.hpp"

#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <variant>
#include <vector>

int main(int argc, char** argv) {
    using namespace boxoffice;
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    const auto parsed =
        platform::parse_command_line(app::program(), arguments, platform::process_environment());
    if (const auto* answer = std::get_if<platform::Answer>(&parsed)) {
        auto* where = answer->exit_code == 0 ? stdout : stderr;
        std::fprintf(where, "%s\n", answer->text.c_str());
        return answer->exit_code;
    }
    try {
        return app::run(std::get<platform::Invocation>(parsed));
    } catch (const base::InfrastructureFault& fault) {
        std::fprintf(stderr, "boxoffice: %s\n", fault.what());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "boxoffice: %s\n", error.what());
    }
    return 1;
}
