"""A recipe for Conan 2 of the checkout that it is in: conan create packaging/conan"""

import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir


class BatonConan(ConanFile):
    name = "baton"
    description = "Durable orchestration for C++"
    license = "Apache-2.0"
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {name: [True, False] for name in ("shared", "fPIC", "program", "redis", "nats")}
    default_options = {"shared": False, "fPIC": True, "program": False, "redis": False, "nats": False,
                       "boost/*:header_only": True}
    implements = ["auto_shared_fpic"]
    generators = "CMakeDeps"

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        project = load(self, os.path.join(self._root, "CMakeLists.txt"))
        self.version = re.search(r"project\(baton VERSION ([0-9.]+)", project).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, pattern, self._root, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        self.requires("libcurl/[>=7.88 <9]")
        self.requires("oniguruma/[>=6.9.8 <7]")
        self.requires("openssl/[>=3.0 <4]")
        self.requires("sqlite3/[>=3.40 <4]")
        self.requires("yaml-cpp/[>=0.7 <1]")
        if self.options.redis:
            self.requires("hiredis/[>=0.14 <2]")
        if self.options.nats:
            self.requires("cnats/[>=3.4 <4]")
        if self.options.program:
            self.requires("cli11/[>=2.1 <3]")
            self.requires("mimalloc/[>=2.0 <3]")
            self.requires("spdlog/[>=1.10 <2]")

    def validate(self):
        check_min_cppstd(self, 23)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["BATON_FORMS"] = "shared" if self.options.shared else "static"
        toolchain.cache_variables["BATON_PROGRAM"] = bool(self.options.program)
        toolchain.cache_variables["BATON_WITH_REDIS"] = bool(self.options.redis)
        toolchain.cache_variables["BATON_WITH_NATS"] = bool(self.options.nats)
        toolchain.cache_variables["BATON_TESTS"] = False
        toolchain.cache_variables["BATON_EXAMPLES"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))  # CMakeDeps writes these files
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.set_property("cmake_target_name", "baton::baton")
        self.cpp_info.libs = ["baton"]
        if not self.options.shared:
            self.cpp_info.system_libs = ["pthread"]
