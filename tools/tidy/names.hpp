// What a declaration or a type is: Baton's, the standard library's or the user's own, and which part it has.
#pragma once

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>

#include <string>
#include <vector>

namespace baton_tidy {

enum class Part { None, Store, Gateway, Request };

// "std", "baton", … or nothing: the outermost namespace.
std::string outermost_namespace(const clang::Decl& decl);
bool is_of_baton(const clang::Decl& decl);
// Written by the user: not in a system header, not in std, not in Baton.
bool is_own(const clang::Decl& decl);
bool is_in_anonymous_namespace(const clang::Decl& decl);
std::string qualified_name(const clang::NamedDecl& decl);

// The class of a value, reference or pointer, or of what a smart pointer points to; null if it is none.
const clang::CXXRecordDecl* class_of(clang::QualType type);
const clang::CXXRecordDecl* class_behind(clang::QualType type);
// Whether the type is an instance of a template of this name, also where it still depends on parameters.
bool is_instance_of(clang::QualType type, llvm::StringRef qualified_template);

// What `using Part = …` says, in the class or in a base.
Part part_of(const clang::CXXRecordDecl& record);
// A Dependency<T>.
bool is_dependency(clang::QualType type);
// A reference, pointer or smart pointer to a store or gateway.
bool refers_to_part(clang::QualType type);

// Its methods, also those that are templates.
std::vector<const clang::CXXMethodDecl*> methods_of(const clang::CXXRecordDecl& record);

}  // namespace baton_tidy
