#include "names.hpp"

#include <clang/Basic/SourceManager.h>

namespace baton_tidy {

using namespace clang;

std::string outermost_namespace(const Decl& decl) {
  std::string name;
  for (const DeclContext* context = decl.getDeclContext(); context != nullptr; context = context->getParent()) {
    if (const auto* space = dyn_cast<NamespaceDecl>(context)) name = space->getNameAsString();
  }
  return name;
}

bool is_of_baton(const Decl& decl) {
  return outermost_namespace(decl) == "baton";
}

bool is_own(const Decl& decl) {
  const SourceManager& sources = decl.getASTContext().getSourceManager();
  if (decl.getLocation().isInvalid() || sources.isInSystemHeader(decl.getLocation())) return false;
  const std::string space = outermost_namespace(decl);
  return space != "std" && space != "__gnu_cxx" && space != "baton";
}

bool is_in_anonymous_namespace(const Decl& decl) {
  return decl.isInAnonymousNamespace();
}

std::string qualified_name(const NamedDecl& decl) {
  std::string name = decl.getQualifiedNameAsString();
  // Inline namespaces of libstdc++ and libc++ are not part of the name.
  for (const char* inner : {"_V2::", "__cxx11::", "__1::", "__debug::"}) {
    for (std::size_t at = name.find(inner); at != std::string::npos; at = name.find(inner))
      name.erase(at, std::string(inner).size());
  }
  return name;
}

const CXXRecordDecl* class_of(QualType type) {
  if (type.isNull()) return nullptr;
  type = type.getNonReferenceType();
  while (type->isPointerType() || type->isArrayType()) {
    type = type->isPointerType() ? type->getPointeeType() : type->getAsArrayTypeUnsafe()->getElementType();
  }
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record != nullptr && record->hasDefinition() ? record->getDefinition() : record;
}

const CXXRecordDecl* class_behind(QualType type) {
  const CXXRecordDecl* record = class_of(type);
  const auto* instance = dyn_cast_or_null<ClassTemplateSpecializationDecl>(record);
  if (instance == nullptr) return record;
  const std::string name = qualified_name(*instance);
  if (name != "std::unique_ptr" && name != "std::shared_ptr" && name != "std::reference_wrapper" &&
      name != "baton::pattern::Dependency") {
    return record;
  }
  const TemplateArgument& argument = instance->getTemplateArgs()[0];
  return argument.getKind() == TemplateArgument::Type ? class_of(argument.getAsType()) : record;
}

bool is_instance_of(QualType type, llvm::StringRef qualified_template) {
  type = type.getNonReferenceType();
  if (const auto* instance = dyn_cast_or_null<ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl())) {
    return qualified_name(*instance) == qualified_template;
  }
  const auto* dependent = type->getAs<TemplateSpecializationType>();
  const TemplateDecl* named = dependent != nullptr ? dependent->getTemplateName().getAsTemplateDecl() : nullptr;
  return named != nullptr && qualified_name(*named) == qualified_template;
}

Part part_of(const CXXRecordDecl& record) {
  for (const Decl* member : record.decls()) {
    const auto* alias = dyn_cast<TypedefNameDecl>(member);
    if (alias == nullptr || alias->getName() != "Part") continue;
    const CXXRecordDecl* tag = alias->getUnderlyingType()->getAsCXXRecordDecl();
    const std::string name = tag != nullptr ? qualified_name(*tag) : "";
    if (name == "baton::pattern::StorePart") return Part::Store;
    if (name == "baton::pattern::GatewayPart") return Part::Gateway;
    if (name == "baton::pattern::RequestPart") return Part::Request;
  }
  if (!record.hasDefinition()) return Part::None;
  for (const CXXBaseSpecifier& base : record.bases()) {
    if (const CXXRecordDecl* from = class_of(base.getType())) {
      if (const Part part = part_of(*from); part != Part::None) return part;
    }
  }
  return Part::None;
}

bool is_dependency(QualType type) {
  return is_instance_of(type, "baton::pattern::Dependency");
}

bool refers_to_part(QualType type) {
  const CXXRecordDecl* record = class_behind(type);
  if (record == nullptr) return false;
  const bool is_value = !type->isReferenceType() && !type->isPointerType() && class_of(type) == record;
  const Part part = part_of(*record);
  return !is_value && (part == Part::Store || part == Part::Gateway);
}

std::vector<const CXXMethodDecl*> methods_of(const CXXRecordDecl& record) {
  std::vector<const CXXMethodDecl*> methods;
  for (const Decl* member : record.decls()) {
    const FunctionDecl* function = member->getAsFunction();
    if (const auto* method = dyn_cast_or_null<CXXMethodDecl>(function)) methods.push_back(method);
  }
  return methods;
}

}  // namespace baton_tidy
