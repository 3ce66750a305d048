// The only source of chance. A simulation draws from its seed, production from the operating
// system.
#pragma once

#include <cstdint>
#include <string>

namespace boxoffice::ports {

class Randomness {
  public:
    virtual ~Randomness() = default;
    /// 64 unpredictable bits.
    [[nodiscard]] virtual std::uint64_t draw() = 0;

    /// 128 bits as 32 hexadecimal digits: names for the provider, ticket codes, guest links.
    [[nodiscard]] std::string token() {
        static constexpr char digits[] = "0123456789abcdef";
        std::string out;
        out.reserve(32);
        for (int half = 0; half < 2; ++half) {
            std::uint64_t bits = draw();
            for (int i = 0; i < 16; ++i, bits >>= 4) out += digits[bits & 15];
        }
        return out;
    }
};

}  // namespace boxoffice::ports
