// Who is checked: the orchestrators and machines of a translation unit, and the functions that do their work.
//
// An orchestrator is a class that is asserted to be one, or that looks like one; likewise a machine. Coordination is an
// orchestrator's methods, and what they hand the orchestrator, a store, a gateway, a session or a saga to. Decisions are a
// machine's handle() and whatever it calls. A file can declare all its functions to be one or the other:
//
//   // baton: orchestrator
//   // baton: core
#pragma once

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/ADT/SmallPtrSet.h>

#include <set>

#include <string>

namespace baton_tidy {

// Regular expressions of paths whose files are checked as if each had the comment; empty: none.
struct Declared {
  std::string orchestrators;
  std::string core;
};

struct Subjects {
  llvm::SetVector<const clang::CXXRecordDecl*> orchestrators;
  llvm::SetVector<const clang::CXXRecordDecl*> machines;
  llvm::SmallPtrSet<const clang::CXXRecordDecl*, 8> asserted;  // of both, canonical
  llvm::SetVector<const clang::FunctionDecl*> coordination;    // with bodies
  llvm::SetVector<const clang::FunctionDecl*> decisions;       // with bodies
  std::set<clang::FileID> files;                               // that hold one of these

  bool is_asserted(const clang::CXXRecordDecl& record) const;
};

Subjects find_subjects(clang::ASTContext& context, const Declared& declared);

}  // namespace baton_tidy
