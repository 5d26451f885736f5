#include "base/text_builder.hpp"

namespace baton {

void TextBuilder::make_room(std::size_t bytes) {
  const std::size_t used = size();
  const std::size_t size = std::max(used + bytes, text_.capacity());
  text_.resize_and_overwrite(size, [](char*, std::size_t all) { return all; });
  next_ = text_.data() + used;
  end_ = text_.data() + text_.size();
}

}  // namespace baton
