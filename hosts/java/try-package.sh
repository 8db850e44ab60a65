#!/bin/sh
# Installs the artifact into an empty repository, and from there into an empty project, and runs there what the README shows. Usage: try-package.sh FOLDER
# FOLDER has the README's code blocks in snippets/, in which they are started; what they print goes to outputs/.
set -eu
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
mvn -q -B -f "$here/pom.xml" -Dout="$folder/built" -Dmodule="$here/../../build/verifier.wasm" -DskipTests package
# Only what was built, so that the project below finds nothing else of ours. Other libraries come from where Maven keeps them.
mvn -q -B org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file -Dfile="$folder/built/latchkey-0.1.0.jar" -DpomFile="$here/pom.xml"

mkdir -p "$folder/project/src/main/java"
cat >"$folder/project/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>project</groupId>
  <artifactId>project</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>latchkey</groupId>
      <artifactId>latchkey</artifactId>
      <version>0.1.0</version>
    </dependency>
  </dependencies>
</project>
XML
cp "$folder"/snippets/*.java "$folder/project/src/main/java/"
mvn -q -B -f "$folder/project/pom.xml" org.apache.maven.plugins:maven-compiler-plugin:3.14.1:compile \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder/project/lib"

cd "$folder/snippets"
for snippet in *.java; do
  java -cp "$folder/project/target/classes:$folder/project/lib/*" "${snippet%.java}" >"../outputs/$snippet"
done
