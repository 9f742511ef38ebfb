// The errors that translation reports, TQ100 to TQ199; docs/errors.md explains each.
#ifndef TERN_ENGINE_ALGEBRA_DIAGNOSTICS_H_
#define TERN_ENGINE_ALGEBRA_DIAGNOSTICS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "storage/model/location.h"

namespace tern::algebra {

inline constexpr std::string_view kUnboundVariable = "TQ101";
inline constexpr std::string_view kMissingParameter = "TQ102";
inline constexpr std::string_view kWrongParameter = "TQ103";
inline constexpr std::string_view kNameSearch = "TQ104";
inline constexpr std::string_view kUnknownFunction = "TQ105";
inline constexpr std::string_view kArgumentCount = "TQ106";
inline constexpr std::string_view kClaimFormPath = "TQ107";
inline constexpr std::string_view kMisplacedAggregate = "TQ108";
inline constexpr std::string_view kNotGrouped = "TQ109";
inline constexpr std::string_view kLoneNode = "TQ110";
inline constexpr std::string_view kDuplicateColumn = "TQ111";
inline constexpr std::string_view kPatternTooLarge = "TQ112";
inline constexpr std::string_view kBadPattern = "TQ113";
inline constexpr std::string_view kAlreadyBound = "TQ114";
inline constexpr std::string_view kNoDate = "TQ115";

// InvalidArgument that carries the diagnostic.
absl::Status Error(std::string_view code, std::string message, model::Location where,
                   std::string advice = "");

}  // namespace tern::algebra

#endif  // TERN_ENGINE_ALGEBRA_DIAGNOSTICS_H_
